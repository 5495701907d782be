# SPDX-License-Identifier: Apache-2.0
# Sourced by quickstart and itests/verify: finds what they need, or installs it, or says how to.
# Afterwards JAVA_HOME is a JDK that can build and run Longshore, and MAVEN_JDK_OPTIONS is what Maven must be told about it.

say() { printf '%s\n' "$@"; }

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Runs a command, its output in a log file; shows a dot now and then, and the names of our modules as Maven comes to them.
# usage: with_progress LOG COMMAND...
with_progress() {
    progress_log=$1
    shift
    : > "$progress_log"
    # a pipe loses the exit status, so it travels through a file
    { "$@" < /dev/null; echo $? > "$progress_log.status"; } 2>&1 | show_progress "$progress_log"
    progress_status=$(cat "$progress_log.status")
    rm -f "$progress_log.status"
    return "$progress_status"
}

show_progress() {
    lines=0 column=4 before=''
    printf '    '
    while IFS= read -r line; do
        printf '%s\n' "$line" >> "$1"
        case $line in
        *'] Building Longshore :: '*)
            line=${line#*:: }
            word="$before${line%% [0-9]*}"
            before=', ' ;;
        '[INFO] Downloaded'* | [!\[]*)
            lines=$((lines + 1))
            [ $((lines % 20)) -eq 0 ] || continue
            word=. ;;
        *) continue ;;
        esac
        printf '%s' "$word"
        column=$((column + ${#word}))
        [ "$column" -lt 90 ] || { printf '%s\n    ' "${before%% *}"; column=4 before=''; }
    done
    printf '\n'
}

# the feature release of a JDK (17 for 17.0.15), nothing if the directory is not a JDK
jdk_release() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Karaf 4.4 is tried on 17. It may run on 18 to 23, and cannot on 24 and later, where the JVM has no security manager any more.
find_jdk() {
    jdk='' jdk_maybe=''
    on_path=$(command -v javac || command -v java || :)
    [ -z "$on_path" ] || on_path=$(readlink -f "$on_path")
    for candidate in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/* "${on_path%/bin/*}"; do
        case $(jdk_release "$candidate") in
        17) jdk=$candidate; return 0 ;;
        18 | 19 | 2[0-3]) jdk_maybe=${jdk_maybe:-$candidate} ;;
        esac
    done
    return 1
}

# The plugins that build Longshore need Maven 3.8. Sets maven_old to the version if there is an older one.
find_maven() {
    maven_old=''
    command -v mvn > /dev/null || return 1
    # Maven itself needs a JDK to say its version, and may colour it
    maven=$(JAVA_HOME=${jdk:-${jdk_maybe:-${JAVA_HOME:-}}} mvn -B --version 2> /dev/null |
        sed -n 's/.*Apache Maven \([0-9][0-9]*\)\.\([0-9][0-9]*\).*/\1 \2/p' | head -n 1)
    case $maven in
    '') return 0 ;; # without a JDK it cannot tell, and is asked again when there is one
    [012]\ * | 3\ [0-7]) maven_old=${maven% *}.${maven#* }; return 1 ;;
    esac
}

find_busybox() {
    for name in busybox busybox.static; do
        busybox=$(command -v "$name" || :)
        # a container has no libraries but those we put into it, so only a static one will do
        if [ -n "$busybox" ] && ldd "$busybox" 2>&1 | grep -q -e 'not a dynamic' -e 'statically linked'; then
            return 0
        fi
    done
    busybox=''
    return 1
}

# Shims of the second generation come with every containerd since 1.2, those of the first with none since 2.0: either will do.
find_shim() {
    command -v containerd-shim-runc-v2 || command -v containerd-shim
}

# sets missing (words for people) and packages (for the package manager)
look_around() {
    missing='' packages=''
    find_jdk || lacks 'a JDK 17' openjdk-17-jdk-headless java-17-openjdk-devel
    find_maven || lacks "Maven 3.8 or later${maven_old:+ (there is $maven_old)}" maven maven
    command -v runc > /dev/null || lacks runc runc runc
    find_shim > /dev/null || lacks containerd-shim-runc-v2 containerd containerd
    find_busybox || lacks 'a static busybox' busybox-static busybox
    command -v tar > /dev/null || lacks tar tar tar
    command -v gzip > /dev/null || lacks gzip gzip gzip
    [ -n "${with_browser:-}" ] || return 0
    command -v chromium > /dev/null || command -v chromium-browser > /dev/null || lacks chromium chromium chromium
    command -v chromedriver > /dev/null || lacks chromedriver chromium-driver chromedriver
}

lacks() {
    missing="${missing:+$missing, }$1"
    case $manager in
    dnf) packages="${packages:+$packages }$3" ;;
    *) packages="${packages:+$packages }$2" ;;
    esac
}

install_packages() {
    case $manager in
    apt-get)
        DEBIAN_FRONTEND=noninteractive
        export DEBIAN_FRONTEND
        # shellcheck disable=SC2086 # a list of words
        apt-get install -y --no-install-recommends $packages && return 0
        # no list of packages yet, or one that has grown old
        apt-get update || return
        # shellcheck disable=SC2086
        apt-get install -y --no-install-recommends $packages ;;
    dnf)
        # shellcheck disable=SC2086
        dnf install -y $packages ;;
    esac
}

check_prerequisites() {
    [ "$(uname -s)" = Linux ] || fail 'Longshore runs containers, which only Linux has. This is not Linux.'
    PATH=$PATH:/usr/sbin:/sbin
    manager=''
    for name in apt-get dnf; do
        [ -n "$manager" ] || ! command -v "$name" > /dev/null || manager=$name
    done

    look_around
    if [ "$(id -u)" -ne 0 ]; then
        [ -z "$missing" ] || say "Missing on this machine: $missing."
        [ -z "$missing" ] || [ -z "$manager" ] || say "Install it with:  sudo $manager install -y $packages"
        fail "Only root may make containers. Please run:  sudo sh $0"
    fi
    if [ -n "$missing" ] && [ -n "$manager" ]; then
        say "Missing on this machine: $missing. Installing with $manager: $packages"
        install_log=$(mktemp /tmp/longshore-install.XXXXXX)
        with_progress "$install_log" install_packages || {
            tail -n 20 "$install_log"
            say "$manager failed; all it said is in $install_log."
        }
        case " $packages " in *' containerd '*)
            say 'Of the package containerd only its shims are used. If its daemon was started with it: Longshore needs no daemon.' ;;
        esac
        look_around
        [ -n "$missing" ] || rm -f "$install_log"
    fi

    MAVEN_JDK_OPTIONS=
    if [ -z "$jdk" ] && [ -n "$jdk_maybe" ]; then
        jdk=$jdk_maybe
        # other JDKs warn about other things, and our build takes a warning for an error
        MAVEN_JDK_OPTIONS='-Dcompiler.lint=-Xlint:none -Dcompiler.strictness=-Xlint:none'
        say "No JDK 17 here; trying with $jdk ($(jdk_release "$jdk")), on which Longshore was never tested."
        case $missing in 'a JDK 17') missing='' ;; 'a JDK 17, '*) missing=${missing#a JDK 17, } ;; esac
    fi
    case $missing in *containerd-shim*)
        ! command -v containerd > /dev/null || say "This $(containerd --version | cut -d' ' -f1-3) is there, but containerd-shim-runc-v2 is not on the PATH." ;;
    esac
    [ -z "$maven_old" ] || say 'A newer Maven is a download from https://maven.apache.org: unpack it, and put its folder bin first on the PATH.'
    [ -z "$missing" ] || fail "Missing on this machine: $missing. Please install it (on Debian 12: apt-get install $packages) and try again."
    JAVA_HOME=$jdk
    export JAVA_HOME
}
