# fact.sh: facts of shell tests; T is a folder of the test's own.
n=0 bad=0

fact() {	# SENTENCE COMMAND...
	n=$((n + 1))
	sentence=$1; shift
	if "$@" > "$T/said" 2>&1; then
		echo "ok $n - $sentence"
	else
		echo "not ok $n - $sentence"
		sed 's/^/    /' "$T/said" | tail -n 5
		bad=1
	fi
}
