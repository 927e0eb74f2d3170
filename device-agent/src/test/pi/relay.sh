# Runs in the guest under a real systemd: a member opens a door, and the relay lets go in time whatever dies or hangs meanwhile.
set -e
mkdir /tmp/jars
for classes in /project/lib/classes*; do (cd "$classes" && jar cf "/tmp/jars/$(basename "$classes").jar" .); done
cp /project/lib/*.jar /tmp/jars
TRANSOM_NO_APT=1 bash /project/raspberry-pi/install.sh /tmp/jars >/dev/null
ln -sf /jdk/bin/java /usr/bin/java
java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '/opt/transom/lib/*')

header=/sys/kernel/config/gpio-sim/header
mkdir -p $header/bank0
echo 54 >$header/bank0/num_lines
echo pinctrl-rp1 >$header/bank0/label
echo 1 >$header/live
HEADER=/dev/$(cat $header/bank0/chip_name)
pin=/sys/devices/platform/$(cat $header/dev_name)/$(cat $header/bank0/chip_name)/sim_gpio23
udevadm settle
mkfifo /tmp/never
exec {never}<>/tmp/never
nap() { read -rt "$1" -u "$never" || true; } # sleep without another program, whose start takes longer on a busy machine
ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
held() { local level; read -r level <$pin/value; [ "$level" = 1 ]; }
soon() { for _ in $(seq 1200); do "$@" && return; nap 0.05; done; echo "error: not soon: $*"; cat /tmp/app.out 2>/dev/null; journalctl --no-pager -o cat -u 'transom-*' | tail -40; return 1; }

"${java[@]}" io.transom.manager.ManagerProgram --http-port 8080 --udp-port 0 --data /tmp/manager >/tmp/manager.out 2>&1 &
soon grep -qs '^ready' /tmp/manager.out
invite() { "${java[@]}" io.transom.manager.InviteProgram --manager ws://127.0.0.1:8080/mqtt --data /tmp/manager --name $1 --role $2 | tail -1; }
app() { "${java[@]}" io.transom.caller.OpenProgram hall --manager ws://127.0.0.1:8080/mqtt --data /tmp/anna "$@"; }

echo "--- without the guard the program says what to do"
sed -i 's|^manager = .*|manager = ws://127.0.0.1:8080/mqtt|' /etc/transom/agent.conf
{ echo "invite = $(invite hall device)"; echo 'door-name = front door'; echo 'relay-pulse = 4s'; } >>/etc/transom/agent.conf
systemctl start transom-agent
soon eval "journalctl -u transom-agent -o cat | grep -q relay.sock"
journalctl -u transom-agent -o cat | grep -m1 relay.sock | sed 's/^/unguarded: /'
systemctl stop transom-agent
systemctl start transom-relay.socket
ls -l /run/transom/relay.sock | sed 's/^/socket: /'

echo "--- nobody may"
systemctl start transom-agent
soon eval "journalctl -u transom-agent -o cat | grep -q registered"
app --invite "$(invite anna caller)" 2>&1 | grep '^transom:' | sed 's/^/refused: /'
held && echo "refused but open"
id=$(journalctl -u transom-agent -o cat | sed -n 's/.*door not released.*member \([a-z2-7]*\).*/\1/p' | tail -1)
echo "may-release = $id" >>/etc/transom/agent.conf

registered() { journalctl -u transom-agent -o cat | grep -c registered; }
more() { [ "$(registered)" -gt "$1" ]; }
agent() { systemctl show -p MainPID --value transom-agent; }
during() { # NAME WHAT...: does WHAT in the middle of a pulse that was asked for, and tells how long the relay was held
    soon held; local from; from=$(ms)
    sleep 1
    "${@:2}"
    while held; do [ $(($(ms) - from)) -lt 20000 ] || break; nap 0.02; done
    echo "held $1 $(($(ms) - from))"
}
ask() { # as a person does: again, where the door surely stayed shut. A busy machine lets a wish's eight seconds pass.
    for _ in 1 2 3; do
        app >/tmp/app.out 2>&1 && return
        grep -q 'whether it opened\|did not say that\|nobody answered within' /tmp/app.out && return
        sed 's/^transom:/asked in vain:/' /tmp/app.out
    done
}
opened() { # NAME WHAT...
    ask & local app=$!
    during "$@"
    wait $app && true
    sed -n 's/^transom: //p' /tmp/app.out | sed "s/^/said $1 /"
    sleep 0.5; held && echo "again $1" || true
}
before=$(registered); systemctl restart transom-agent; soon more "$before"
opened ordinary true
before=$(registered); opened killed eval 'kill -9 $(agent)'
soon more "$before"
opened stopped eval 'kill -STOP $(agent)'; kill -9 "$(agent)"; systemctl stop transom-agent
echo "--- the guard's own limits"
guard() { python3 -c 'import socket,sys
s=socket.socket(socket.AF_UNIX); s.connect("/run/transom/relay.sock"); s.sendall(b" ".join(a.encode() for a in sys.argv[1:])+b"\n"); print(s.recv(500).decode().strip())' "$@"; }
# A Pi keeps a line as it was when nobody drives it any more: here its resistor does.
guard pulse pinctrl-rp1 23 high 4000; during guard-killed eval "echo pull-up >$pin/pull; pkill -9 gpioset"
guard pulse pinctrl-rp1 23 high 4000; during guard-stopped eval 'pkill -STOP gpioset; pkill -STOP -f "transom-relay serve"'
from=$(ms); guard pulse pinctrl-rp1 23 high 99999 | sed 's/^/long: /'; guard pulse pinctrl-rp1 23 high 9000 | sed 's/^/second: /'
while held; do nap 0.02; done; echo "held long $(($(ms) - from))"
guard pulse 'pinctrl-rp1;reboot' 23 high 1000 | sed 's/^/nonsense: /'
guard pulse pinctrl-rp1 23 high 1e9 | sed 's/^/nonsense: /'
systemd-analyze security transom-relay@.service --no-pager | tail -1 | sed 's/^/security: /'
