# Virtual environments with packages from PyPI; to be sourced. $here, $venvs and $python are set, say and skip defined.

# make_environment NAME [PYTHON]: $venvs/NAME with the packages of NAME.txt, once for each content of that file. Returns 1
# where they cannot be had.
make_environment() {
  local name=$1 interpreter=${2:-$python} stamp="$venvs/$1/.installed"
  cmp -s "$here/$name.txt" "$stamp" && return 0
  say "installing $name ($here/$name.txt)"
  "$interpreter" -m venv --clear "$venvs/$name" &&
    "$venvs/$name/bin/pip" install -q --disable-pip-version-check -r "$here/$name.txt" &&
    cp "$here/$name.txt" "$stamp"
}

# python_of_version 3.12: prints the path of an interpreter of that version, where there is one.
python_of_version() {
  local candidate
  for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/"python$1"; do
    if "$candidate" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}
