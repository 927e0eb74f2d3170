# Runs in the guest: the whole call. The intercom drives a real GPIO chip and a real sound card; the manager and the caller run
# beside it. A visitor presses the button, the caller answers, push-to-talk is held while something is said.
set -e
header=/sys/kernel/config/gpio-sim/header
mkdir -p $header/bank0
echo 54 >$header/bank0/num_lines
echo pinctrl-rp1 >$header/bank0/label
echo 1 >$header/live
HEADER=/dev/$(cat $header/bank0/chip_name)
pins=/sys/devices/platform/$(cat $header/dev_name)/$(cat $header/bank0/chip_name)
close() { echo pull-down >"$pins/sim_gpio$1/pull"; }
open() { echo pull-up >"$pins/sim_gpio$1/pull"; }
level() { cat "$pins/sim_gpio$1/value"; }
now() { date -u +%Y-%m-%dT%H:%M:%S.%NZ; }
wait_for() { # FILE PATTERN WHAT
    for _ in $(seq 1200); do grep -qs "$2" "$1" && return; sleep 0.05; done
    echo "error: no $3"; tail -n 40 /tmp/*.out; tail -n 5 /tmp/*.events; exit 1
}

java() {
    /jdk/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$(printf '%s:' /project/lib/classes*)/project/lib/*" "$@"
}
manager=ws://127.0.0.1:8080/mqtt
java io.transom.manager.ManagerProgram --http-port 8080 --udp-port 3478 --data /tmp/manager >/tmp/manager.out 2>&1 &
wait_for /tmp/manager.out '^ready' 'manager that is ready'
for who in door:device phone:caller; do
    java io.transom.manager.InviteProgram --manager $manager --data /tmp/manager --name ${who%:*} --role ${who#*:} \
        >/tmp/${who%:*}.code 2>/tmp/invite.out || { cat /tmp/invite.out; exit 1; }
done
java io.transom.agent.AgentProgram --manager $manager --data /tmp/door --invite "$(tail -1 /tmp/door.code)" --hardware pi \
    --mic alsa:hw:Loopback,1,0 --speaker alsa:hw:Loopback,0,1 --events /tmp/door.events >/tmp/door.out 2>&1 &
wait_for /tmp/door.events '"registered"' 'intercom that is registered'
java io.transom.caller.CallProgram --manager $manager --data /tmp/phone --invite "$(tail -1 /tmp/phone.code)" \
    --wait-for-ring 60s --for 14s --mic /project/resident.wav --speaker /project/phone-heard.wav \
    --events /tmp/phone.events >/tmp/phone.out 2>&1 &
phone=$!
wait_for /tmp/phone.events '"registered"' 'caller that is registered'
sleep 1
arecord -q -D hw:Loopback,1,1 -f S16_LE -r 48000 -c 1 /project/door-heard.wav & recorder=$!

echo "lamp before $(level 22)"
echo "pressed $(now)"; close 17; sleep 0.3; open 17
wait_for /tmp/phone.events '"talking"' 'call'
sleep 1
echo "lamp in-the-call $(level 22)"
echo "talk $(now)"; close 27
sleep 0.2; aplay -q -D hw:Loopback,0,0 -f S16_LE -r 48000 -c 1 /project/visitor.wav & visitor=$!
sleep 1
echo "lamp while-talking $(level 22)"
sleep 0.5
echo "lamp still-talking $(level 22)"
wait $visitor; sleep 0.3; open 27; sleep 0.5
echo "lamp after-talking $(level 22)"
wait $phone && echo "phone status 0" || echo "phone status $?"
kill -INT $recorder; wait $recorder || true
sleep 0.5
echo "lamp at-the-end $(level 22)"
sed 's/^/phone-event: /' /tmp/phone.events
sed 's/^/door-event: /' /tmp/door.events
tail -n 5 /tmp/phone.out | sed 's/^/phone: /'
cat /tmp/door.out | tail -n 40 | sed 's/^/door: /'
