#!/bin/sh
# Installs the built programs and their units. usage: systemd/install.sh [DESTDIR]
# Needs: `mvn package` done; root for a real installation, nobody special for a DESTDIR (a package build, a trial).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
dest=${1:-}
for jar in "$here/proxy-core/target/lib" "$here/agent/target/lib"; do
    [ -d "$jar" ] || { echo "install.sh: $jar is missing (expected: built programs; run 'mvn -DskipTests package' first)" >&2; exit 1; }
done
for module in proxy-core agent; do
    to=$dest/usr/lib/usher/$module
    mkdir -p "$to/bin" "$to/target/lib"
    cp "$here/$module"/bin/* "$to/bin/"
    cp "$here/$module"/target/*.jar "$to/target/"
    cp "$here/$module"/target/lib/*.jar "$to/target/lib/"
done
mkdir -p "$dest/usr/lib/usher/proxy-core/examples" "$dest/usr/lib/systemd/system" "$dest/usr/lib/sysusers.d" "$dest/usr/bin" "$dest/etc/usher" \
    "$dest/usr/share/polkit-1/rules.d" "$dest/usr/share/bash-completion/completions"
cp "$here"/proxy-core/examples/*.cfg "$dest/usr/lib/usher/proxy-core/examples/"
cp "$here"/systemd/*.service "$dest/usr/lib/systemd/system/"
cp "$here"/systemd/usher.rules "$dest/usr/share/polkit-1/rules.d/50-usher.rules"
cp "$here"/systemd/usher.sysusers "$dest/usr/lib/sysusers.d/usher.conf"
"$here/agent/bin/usher" completion bash >"$dest/usr/share/bash-completion/completions/usher"
ln -sf ../lib/usher/proxy-core/bin/usher-proxy "$dest/usr/bin/usher-proxy"
ln -sf ../lib/usher/agent/bin/usher-agent "$dest/usr/bin/usher-agent"
ln -sf ../lib/usher/agent/bin/usher "$dest/usr/bin/usher"
if [ -z "$dest" ]; then
    # Bound to the path of the jars, so only a real installation can have them.
    USHER_ARCHIVE=create /usr/lib/usher/proxy-core/bin/usher-proxy
    USHER_ARCHIVE=create /usr/lib/usher/agent/bin/usher-agent
    systemd-sysusers usher.conf
    systemctl daemon-reload
    echo "installed; put your configuration at /etc/usher/usher.cfg, then: systemctl enable --now usher-agent"
fi
