# Sourced by run, test and mesh-tests/bench: finds the JDK and the Maven they need.

fail() {
	echo "$1" >&2
	exit 1
}

is_jdk_25() {
	[ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

# Sets JDK to the home of a JDK 25.
find_jdk() {
	local java link home
	local IFS='
'
	JDK=
	java=$(command -v java) || java=
	while [ -n "$java" ] && [ -L "$java" ]; do
		link=$(readlink "$java")
		case $link in
		/*) java=$link ;;
		*) java=$(dirname "$java")/$link ;;
		esac
	done
	for home in "${JAVA_HOME:-}" "${java:+$(dirname "$java")/..}" \
		/usr/lib/jvm/*25* /usr/lib/jvm/* \
		/Library/Java/JavaVirtualMachines/*/Contents/Home \
		"$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
		if [ -n "$home" ] && is_jdk_25 "$home"; then
			JDK=$(cd "$home" && pwd -P)
			break
		fi
	done
	if [ -z "$JDK" ] && [ -x /usr/libexec/java_home ]; then
		home=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_jdk_25 "$home" && JDK=$home
	fi
	[ -n "$JDK" ] || fail "Letterbox needs a JDK 25; install one, for example from https://adoptium.net, or let JAVA_HOME name it."
}

# Checks that Maven is there, new enough, and finds the JDK.
find_maven() {
	local version major minor patch
	command -v mvn >/dev/null 2>&1 ||
		fail "Letterbox is built with Maven 3.8.7 or newer; there is no mvn on the PATH."
	# Maven itself runs on any Java, and looks here for the one it compiles with.
	export JAVA25_HOME=$JDK
	if [ -z "${JAVA_HOME:-}" ] && ! java -version >/dev/null 2>&1; then
		export JAVA_HOME=$JDK
	fi
	version=$(mvn -B --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)
	IFS=. read -r major minor patch <<-EOF
		$version
	EOF
	if [ "${major:-0}" -lt 3 ] || { [ "$major" -eq 3 ] && { [ "${minor:-0}" -lt 8 ] ||
		{ [ "$minor" -eq 8 ] && [ "${patch:-0}" -lt 7 ]; }; }; }; then
		fail "Letterbox is built with Maven 3.8.7 or newer; the mvn on the PATH is ${version:-of an unknown version}."
	fi
}
