# Sourced by the scripts beside it that print where something is which the tests need. It is made once a machine from Debian's packages,
# in the user's cache; nothing of Debian's is installed. Each sets before:
#   missing=  what the tests lack without it
#   remedy=   what can be done where it cannot be made here

# Says why it cannot be had, and ends.
unavailable() {
  echo "$missing: $1 $remedy" >&2
  exit 69
}

# Prints its path, and ends.
found() {
  echo "$1"
  exit 0
}

# cached NAME [FILE]: prints where NAME is in the cache, or FILE in it, and ends; where it is not there, leaves an empty directory in $work,
# and in $target the path that `keep` gives to what is made there.
cached() {
  local home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
  local cache=${XDG_CACHE_HOME:-$home/.cache}/kube2haproxy
  target=$cache/$1
  printed=$target${2:+/$2}
  [ ! -d "$target" ] || found "$printed"

  # A second run waits for the first, and finds what that has made.
  mkdir -p "$cache" || unavailable "$cache cannot be made."
  exec 9>"$target.lock"
  flock 9
  [ ! -d "$target" ] || found "$printed"

  work=$(mktemp -d)
  log=$work/log
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
}

# Puts a directory into the cache, and prints and ends as `cached` does.
keep() {
  # Whole or not there. The cache may lie on another disk: a copy is slow, a rename is all or nothing.
  rm -rf "$target.new"
  quietly cp -r "$1" "$target.new"
  mv "$target.new" "$target"
  found "$printed"
}

# Runs a step that says nothing unless it fails.
quietly() {
  "$@" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    unavailable "\"$1 ${2:-}\" has failed."
  }
}

# apt_sources SCRIPT: reads the packages of the machine's own Debian mirror, after sed has changed its lists, into lists of our own:
# neither root nor a change of the machine's configuration is needed, and apt checks signatures as always.
apt_sources() {
  mkdir -p "$work"/{sources,lists/partial,archives/partial}
  local list copy
  for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    [ -s "$list" ] || continue
    copy=$work/sources/$(basename "$list")
    [ "$list" != /etc/apt/sources.list ] || copy+=.list
    sed -E "$1" "$list" >"$copy"
  done
  apt update
}

# apt-get with these lists, and as if nothing were installed.
apt() {
  quietly apt-get "$@" -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
    -o Dir::State::Lists="$work/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$work" -o APT::Sandbox::User="$(id -un)" \
    -o Debug::NoLocking=true -o APT::Update::Error-Mode=any -o Acquire::Languages=none \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
}

# Unpacks packages and what they hold into $work/unpacked.
unpack() {
  mkdir -p "$work/debs"
  cd "$work/debs"
  apt download "$@"
  local deb
  for deb in ./*.deb; do
    quietly dpkg-deb --extract "$deb" "$work/unpacked"
  done
}
