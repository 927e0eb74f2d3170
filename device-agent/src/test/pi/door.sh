# Runs in the guest: moves real lines from outside and tells what the program made of it.
set -e
. /hardware/gpio # a chip of another kind, and the first one: it must not be taken for the header

header=/sys/kernel/config/gpio-sim/header
mkdir -p $header/bank0
echo 54 >$header/bank0/num_lines
echo pinctrl-rp1 >$header/bank0/label
echo 1 >$header/live
HEADER=/dev/$(cat $header/bank0/chip_name)
pins=/sys/devices/platform/$(cat $header/dev_name)/$(cat $header/bank0/chip_name)
close() { echo pull-down >"$pins/sim_gpio$1/pull"; } # the contact closes to ground
open() { echo pull-up >"$pins/sim_gpio$1/pull"; }
level() { cat "$pins/sim_gpio$1/value"; }

java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
    -cp "$(printf '%s:' /project/lib/classes*)/project/lib/*" io.transom.agent.guest.Door)

start() { # OPTIONS: the program with its ears open
    : >/tmp/out
    rm -f /tmp/in; mkfifo /tmp/in
    "${java[@]}" "$@" </tmp/in >/tmp/out 2>&1 &
    program=$!
    exec 3>/tmp/in
    for _ in $(seq 600); do grep -q '^ready' /tmp/out && return; sleep 0.05; done
    echo "error: the program never got ready"; cat /tmp/out; exit 1
}
tell() { echo "$1" >&3; for _ in $(seq 200); do grep -q "^done $1" /tmp/out && return; sleep 0.01; done; echo "error: $1"; }
stop() { exec 3>&-; wait $program; cat /tmp/out; }
at() { echo "press $1 $EPOCHREALTIME"; }

echo "--- the standard wiring, on a Pi 5's chip that is not the first"
[ "$(cat $header/bank0/chip_name)" != gpiochip0 ] && echo "header is not gpiochip0"
start
gpioinfo -c "$HEADER" 17 27 22 | sed 's/^/lines: /'
tell "part standard"
for n in 1 2 3 4 5 6 7 8 9 10; do
    at button; close 17; sleep 0.06; open 17; sleep 0.06
    at talk; close 27; sleep 0.03; open 27; sleep 0.03
done

tell "part bounce"
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13; do close 17; open 17; done; close 17; sleep 0.1
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13; do open 17; close 17; done; open 17; sleep 0.1
tell "part spark" # shorter than a press can be
close 17; open 17; sleep 0.1

echo "level dark-at-first $(level 22)"
tell "lamp STEADY"; echo "level steady $(level 22)"
sleep 0.4; echo "level still-steady $(level 22)"
tell "lamp DARK"; echo "level dark $(level 22)"
tell "lamp BLINKING"
before=$(level 22); changes=0; end=$((${EPOCHREALTIME/./} + 3000000))
while [ "${EPOCHREALTIME/./}" -lt $end ]; do now=$(level 22); [ "$now" = "$before" ] || changes=$((changes + 1)); before=$now; sleep 0.01; done
echo "level changes-in-3s $changes"
tell "lamp STEADY"
stop
echo "level dark-at-the-end $(level 22)"

echo "--- other pins, a contact to 3.3 V, no debouncing; somebody leans on it while the program starts"
press 0 # no pull resistor is asked for below: the simulated one would move the line
start --gpio-chip=pinctrl-sim --button-pin=0 --talk-pin=1 --lamp-pin=2 --button-debounce=0ms --button-pull=none --button-active=high --talk-pull=none
sleep 0.1; release 0; sleep 0.1
tell "part raw"
for n in 1 2 3 4 5 6 7 8 9 10; do at raw; press 0; sleep 0.03; release 0; sleep 0.03; done
stop

echo "--- what can be wrong"
gpiomon -c "$HEADER" 17 >/tmp/busy & busy=$!
for _ in $(seq 100); do gpioinfo -c "$HEADER" 17 | grep -q consumer && break; sleep 0.02; done
wrong=(or --gpio-chip=pinctrl-none or --gpio-chip=pinctrl-sim --button-pin=8)
"${java[@]}" "${wrong[@]}"
kill $busy
setpriv --reuid 65534 --regid 65534 --clear-groups "${java[@]}" or --gpio-chip=pinctrl-sim
