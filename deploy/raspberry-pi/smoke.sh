#!/usr/bin/env bash
# The smoke kit: does this Pi have what an intercom needs, and does each wire do what it should? Says what is wrong and what
# to do. Stop the intercom first (systemctl stop transom-agent): the pins have one owner.
#
#   smoke.sh [--press 20s] [--silent]     --press: how long to wait for each button; --silent: make no sound
#
# Reads the pins and the sound card from $TRANSOM_CONF (/etc/transom/agent.conf), the jars from $TRANSOM_LIB (/opt/transom/lib).
set -uo pipefail
conf=${TRANSOM_CONF:-/etc/transom/agent.conf}
lib=${TRANSOM_LIB:-/opt/transom/lib}
java=${TRANSOM_JAVA:-java}
wrong=0
ok() { printf 'ok     %s\n' "$*"; }
bad() { printf 'WRONG  %s\n' "$*"; wrong=1; }

case $(uname -m) in
    aarch64 | x86_64) ok "64-bit system ($(uname -m))" ;;
    *) bad "this is $(uname -m); install the 64-bit Raspberry Pi OS" ;;
esac
if [ -r /proc/device-tree/model ]; then ok "board: $(tr -d '\0' </proc/device-tree/model)"; fi
version=$($java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
if [ "${version%%.*}" -ge 25 ] 2>/dev/null; then ok "Java $version"; else
    bad "Java 25 or newer is needed, found: ${version:-none}; apt install openjdk-25-jre-headless"; exit 1
fi
if id transom >/dev/null 2>&1; then
    for group in gpio audio; do
        if id -nG transom | grep -qw $group; then ok "user transom is in group $group"
        elif grep -qs "^SupplementaryGroups=.*$group" /etc/systemd/system/transom-agent.service; then ok "the service runs in group $group"
        else bad "user transom is not in group $group; adduser transom $group"; fi
    done
fi
if systemctl is-active --quiet transom-agent 2>/dev/null; then
    bad "the intercom is running and holds the pins; systemctl stop transom-agent"; exit 1
fi
if command -v vcgencmd >/dev/null; then
    throttled=$(vcgencmd get_throttled | cut -d= -f2)
    if [ $((throttled & 0x50005)) = 0 ]; then ok "power supply"; else bad "the supply's voltage was too low ($throttled): use the official one; sound will crackle"; fi
fi
ls "$lib"/*.jar >/dev/null 2>&1 || { bad "no jars in $lib; run install.sh, or set TRANSOM_LIB"; exit 1; }

# The keys that are about pins and sound become flags; the rest is the agent's own business.
flags=()
if [ -r "$conf" ]; then
    ok "configuration $conf"
    mapfile -t flags <<<"$(sed -nE 's/^ *((gpio-chip|button|talk|lamp|mic|speaker)[a-z-]*) *= *(.*[^ ]) *$/--\1=\3/p' "$conf")"
    [ -n "${flags[0]}" ] || flags=()
else
    echo "       no configuration at $conf: the defaults are tried"
fi
"$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$lib/*" \
    io.transom.agent.smoke.SmokeProgram "${flags[@]}" "$@" || wrong=1
exit $wrong
