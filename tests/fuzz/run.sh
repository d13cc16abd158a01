#!/bin/sh
# run.sh: run fuzz targets.  TAP.
#	run.sh FOLDER SECONDS|check TARGET...
# FOLDER/bin has the targets.  For SECONDS each, the corpus growing in
# FOLDER/corpus; check is a fixed number of inputs from a fixed seed, and the
# kept corpus.  An input that breaks one is kept in FOLDER/found.
set -u
cd "$(dirname "$0")/../.."
dir=$1 how=$2
shift 2
RUNS=${RUNS:-3000}
bad=0 n=0
mkdir -p "$dir/found"

run() {	# TARGET OPTION...
	target=$1
	shift
	UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=allocator_may_return_null=1 \
	    "$dir/bin/$target" -timeout=10 -rss_limit_mb=1024 -max_len=4096 \
	    -artifact_prefix="$dir/found/$target-" "$@" \
	    > "$dir/$target.log" 2>&1
}

for target; do
	n=$((n + 1))
	seeds=tests/fuzz/corpus/$target
	if [ "$how" = check ]; then
		# A fresh folder before it: libFuzzer writes to the first.
		rm -rf "$dir/check"
		mkdir -p "$dir/check"
		run "$target" -seed=1 -runs="$RUNS" "$dir/check" "$seeds"
	else
		mkdir -p "$dir/corpus/$target"
		run "$target" -max_total_time="$how" "$dir/corpus/$target" \
		    "$seeds"
	fi
	if [ $? -eq 0 ]; then
		echo "ok $n - $target: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' \
		    "$dir/$target.log") inputs"
	else
		echo "not ok $n - $target, see $dir/$target.log and $dir/found"
		grep -E 'ERROR|runtime error|not so:|Test unit written' \
		    "$dir/$target.log" | sed 's/^/    /'
		bad=1
	fi
done
rm -rf /dev/shm/kartoteka-fuzz-*
echo "1..$n"
exit $bad
