# Sourced by usher-agent and usher, which set $self (themselves, links followed), $name and $bad (the exit code of what is wrong
# here). Sets $home, $java, $classes and $sharing, and $archive.
home=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd)

fail() {
    echo "$name: $1" >&2
    exit "$bad"
}

# The version of a JDK or JRE stands in the file "release" of its home; to ask java itself takes longer.
java=java
[ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ] && java=$JAVA_HOME/bin/java
real=$(readlink -f "$(command -v "$java" || echo "$java")")
version=
[ -r "${real%/bin/java}/release" ] && version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "${real%/bin/java}/release")
[ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p') || version=
major=${version%%[!0-9]*}
[ "${major:-0}" -ge 17 ] || fail "$java is version '${version:-none}' (expected: a JDK 17 or newer in JAVA_HOME or PATH)"

# The list of jars, always in the same order: a class-data archive fits one Java and one list only; where it does not, java starts
# without it.
jars() {
    classes=
    for jar in "$home"/target/agent-*.jar "$home"/target/lib/*.jar; do
        [ -f "$jar" ] || return 1
        classes=${classes:+$classes:}$jar
    done
}

archive=$home/target/usher-agent-$version.jsa
sharing=-Xshare:auto
[ ! -r "$archive" ] || sharing="-Xshare:auto -XX:SharedArchiveFile=$archive"
