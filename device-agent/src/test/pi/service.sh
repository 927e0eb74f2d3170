# Runs in the guest under a real systemd: the service starts with nothing but its groups, holds its pins, and comes back.
set -e
deploy=/project/raspberry-pi
mkdir /tmp/jars
for classes in /project/lib/classes*; do (cd "$classes" && jar cf "/tmp/jars/$(basename "$classes").jar" .); done
cp /project/lib/*.jar /tmp/jars
TRANSOM_NO_APT=1 bash $deploy/install.sh /tmp/jars >/dev/null
ln -sf /jdk/bin/java /usr/bin/java
sed -i 's|^manager = .*|manager = ws://127.0.0.1:9/mqtt|' /etc/transom/agent.conf # nobody is there: it keeps trying

java --enable-native-access=ALL-UNNAMED -cp '/opt/transom/lib/*' io.transom.manager.ManagerProgram \
    --http-port 0 --udp-port 0 --data /tmp/manager >/tmp/manager.out 2>&1 & # once, for its keys
manager=$!
for _ in $(seq 1200); do grep -qs '^ready' /tmp/manager.out && break; sleep 0.05; done
kill $manager
invite=$(java --enable-native-access=ALL-UNNAMED -cp '/opt/transom/lib/*' io.transom.manager.InviteProgram \
    --manager ws://127.0.0.1:9/mqtt --data /tmp/manager --name door --role device | tail -1)
echo "invite = $invite" >>/etc/transom/agent.conf

header=/sys/kernel/config/gpio-sim/header # made now, so that udev sees it with our rule
mkdir -p $header/bank0
echo 54 >$header/bank0/num_lines
echo pinctrl-rp1 >$header/bank0/label
echo 1 >$header/live
HEADER=/dev/$(cat $header/bank0/chip_name)
udevadm settle
ls -l $HEADER | sed 's/^/device: /'

holds() { gpioinfo -c "$HEADER" 17 | grep -q transom-button; }
soon() { for _ in $(seq 600); do "$@" && return; sleep 0.05; done; echo "error: not soon: $*"; systemctl status transom-agent --no-pager | head -20; journalctl -u transom-agent --no-pager | tail -20; return 1; }

systemctl daemon-reload
systemctl start transom-agent
soon holds && echo "holds its pins"
pid=$(systemctl show -p MainPID --value transom-agent)
ps -o user= -p "$pid" | sed 's/^/runs as /'
id=$(grep '^Groups:' /proc/$pid/status); echo "groups $(for g in ${id#Groups:}; do getent group "$g" | cut -d: -f1; done | sort | tr '\n' ' ')"
ls -ld /var/lib/transom | sed 's/^/state: /'
grep '^CapEff' /proc/$pid/status
kill -9 "$pid"
sleep 1.2
soon holds && [ "$(systemctl show -p MainPID --value transom-agent)" != "$pid" ] && echo "is back after kill -9"
systemctl stop transom-agent; systemctl is-failed --quiet transom-agent && echo "failed at the end" || echo "stopped cleanly"
echo 'button-pin = nonsense' >>/etc/transom/agent.conf
systemctl start transom-agent || true
gave_up() { [ "$(systemctl show -p SubState --value transom-agent)" = failed ]; }
soon gave_up && echo "a wrong configuration is not tried again"
journalctl -u transom-agent --no-pager -o cat | grep 'button-pin' | sed 's/^/journal: /'
systemd-analyze security transom-agent --no-pager | tail -1 | sed 's/^/security: /'
