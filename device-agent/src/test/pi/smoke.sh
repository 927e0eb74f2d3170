# Runs in the guest: installs the intercom as install.sh does and runs the smoke kit, with somebody at the buttons.
set -e
deploy=/project/raspberry-pi
header=/sys/kernel/config/gpio-sim/header
mkdir -p $header/bank0
echo 54 >$header/bank0/num_lines
echo pinctrl-rp1 >$header/bank0/label
echo 1 >$header/live
pins=/sys/devices/platform/$(cat $header/dev_name)/$(cat $header/bank0/chip_name)

mkdir /tmp/jars
for classes in /project/lib/classes*; do (cd "$classes" && jar cf "/tmp/jars/$(basename "$classes").jar" .); done
cp /project/lib/*.jar /tmp/jars
TRANSOM_NO_APT=1 bash $deploy/install.sh /tmp/jars | sed 's/^/said: /'
ls -l /etc/transom/agent.conf /opt/transom/smoke.sh | sed 's/^/installed: /'
systemd-analyze verify /etc/systemd/system/transom-agent.service 2>&1 | sed 's/^/unit: /'

sed -i 's/^mic = .*/mic = alsa:hw:Loopback,1/; s/^speaker = .*/speaker = alsa:hw:Loopback,0/' /etc/transom/agent.conf
aplay -q -D hw:Loopback,0 -f S16_LE -r 48000 -c 1 /dev/urandom & noise=$! # the room
(
    # A person who presses what is asked for.
    for line in 17 27; do
        for _ in $(seq 400); do grep -q "press $([ $line = 17 ] && echo button || echo talk) now" /tmp/smoke 2>/dev/null && break; sleep 0.1; done
        sleep 0.3; echo pull-down >"$pins/sim_gpio$line/pull"; sleep 0.2; echo pull-up >"$pins/sim_gpio$line/pull"
    done
) &
sed -i 's/^speaker = .*/speaker = alsa:hw:Dummy/' /etc/transom/agent.conf
export PATH=$PATH TRANSOM_JAVA=/jdk/bin/java
bash /opt/transom/smoke.sh --press 30s >/tmp/smoke 2>&1 && echo "smoke passed" || echo "smoke failed"
grep -v com.pi4j /tmp/smoke | sed 's/^/first: /'
kill $noise
bash /opt/transom/smoke.sh --press 1s >/tmp/smoke2 2>&1 && echo "again passed" || echo "again failed"
grep -v com.pi4j /tmp/smoke2 | sed 's/^/again: /'
