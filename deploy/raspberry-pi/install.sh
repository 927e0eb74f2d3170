#!/usr/bin/env bash
# Installs the intercom on a Raspberry Pi (64-bit Raspberry Pi OS or Debian, 13 or later). Run as root, again for a new version.
#
#   install.sh LIB      LIB is the folder of jars that "./transom build" made: target/transom/lib
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
lib=${1:-}
fail() { echo "install: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "run it as root: sudo $0 ${lib:-LIB}"
[ -n "$lib" ] && ls "$lib"/*.jar >/dev/null 2>&1 || fail "no jars in '$lib'; run ./transom build (on any machine) and give its target/transom/lib"
case $(uname -m) in aarch64 | x86_64) ;; *) fail "a 64-bit system is needed, this is $(uname -m): install the 64-bit Raspberry Pi OS" ;; esac

if command -v apt-get >/dev/null && [ -z "${TRANSOM_NO_APT:-}" ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y openjdk-25-jre-headless libopus0 libasound2t64 alsa-utils gpiod
fi

getent group gpio >/dev/null || groupadd --system gpio # Raspberry Pi OS has it; Debian needs the rule below too
getent passwd transom >/dev/null || useradd --system --user-group --home-dir /var/lib/transom --shell /usr/sbin/nologin transom
# The door's relay has a user of its own, so that nothing that runs as the intercom can stop what ends a pulse.
getent passwd transom-relay >/dev/null || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin transom-relay
if [ ! -e /etc/udev/rules.d/99-com.rules ]; then
    echo 'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"' >/etc/udev/rules.d/60-transom-gpio.rules
    udevadm control --reload 2>/dev/null && udevadm trigger --subsystem-match=gpio || true
fi

install -d /opt/transom /etc/transom
rm -rf /opt/transom/lib.new && cp -r "$lib" /opt/transom/lib.new
rm -rf /opt/transom/lib && mv /opt/transom/lib.new /opt/transom/lib
install -m 755 "$here/smoke.sh" /opt/transom/smoke.sh
install -m 755 "$here/transom-relay" /opt/transom/transom-relay
install -m 755 "$here/transom" /opt/transom/transom
if [ -e /etc/transom/agent.conf ]; then
    echo "install: /etc/transom/agent.conf is left as it is"
else
    # It may hold an invite, so it is not for everyone.
    install -m 640 -g transom "$here/transom-agent.conf" /etc/transom/agent.conf
fi
install -m 644 "$here/transom-agent.service" /etc/systemd/system/transom-agent.service
install -m 644 "$here/transom-relay.socket" "$here/transom-relay@.service" /etc/systemd/system/
systemctl daemon-reload 2>/dev/null || true

cat <<'NEXT'
install: done. Now
  1. name your manager and the invite in /etc/transom/agent.conf
  2. check the wiring:  sudo /opt/transom/smoke.sh
  3. a door's relay, if there is one:  sudo systemctl enable --now transom-relay.socket
  4. start it:          sudo systemctl enable --now transom-agent
  5. your household:    sudo /opt/transom/transom join, which asks for the code of "transom household invite --role device";
                        then press the button
NEXT
