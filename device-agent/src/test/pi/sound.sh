# Runs in the guest: what is played into one side of the Loopback card is heard on its other side.
set -e
java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
    -cp "$(printf '%s:' /project/lib/classes*)/project/lib/*" io.transom.agent.guest.Ears)
"${java[@]}" compare hw:Loopback,0 hw:Loopback,1
"${java[@]}" pause hw:Loopback,0 hw:Loopback,1

echo "--- what can be wrong"
aplay -q -D hw:Loopback,0,3 -f S16_LE -r 48000 -c 1 /dev/zero & busy=$!
arecord -q -D hw:Loopback,1,5 -f S16_LE -r 44100 -c 2 /dev/null & other=$! # the card can then only do the same
sleep 0.5
"${java[@]}" explain hw:Loopback,0,3 hw:Nowhere hw:Loopback,0,5
kill $busy $other
setpriv --reuid 65534 --regid 65534 --clear-groups "${java[@]}" explain hw:Loopback,0
