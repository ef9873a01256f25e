#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# OpenSSH: ssh-keygen -D, ssh -I, ssh-agent, each up to a login to an sshd
# that this script runs on a port of its own.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC1091
. "$(dirname "$0")/common.sh"
need ssh ssh-add ssh-agent ssh-keygen sshd
need_build
SSHD=$(command -v sshd)

new_token ssh-token
for type in ec-p256 ec-p384 rsa-2048; do
	key create "login-$type" --type "$type"
done

cat >"$WORK/askpass" <<EOF
#!/bin/sh
echo "$PIN"
EOF
chmod 700 "$WORK/askpass"
SSH_ASKPASS=$WORK/askpass
SSH_ASKPASS_REQUIRE=force
export SSH_ASKPASS SSH_ASKPASS_REQUIRE

# --- public keys ----------------------------------------------------------

step "ssh-keygen -D lists the public keys"
must ssh-keygen -D "$MODULE" -e
says "^ecdsa-sha2-nistp256 "
says "^ecdsa-sha2-nistp384 "
says "^ssh-rsa "

grep -E '^(ecdsa|ssh)-' "$WORK/said" >"$WORK/authorized"

step "they are the keys of the token"
must "$CLAVIGER" key public login-ec-p256 --token "$TOKEN"
sed -n '/BEGIN/,/END/p' "$WORK/said" >"$WORK/p256.pem"
must ssh-keygen -i -m PKCS8 -f "$WORK/p256.pem"
cut -d' ' -f2 "$WORK/said" >"$WORK/p256"
grep -qF "$(cat "$WORK/p256")" "$WORK/authorized" ||
	fail "the public key is another one" "$WORK/authorized"

# --- a server -------------------------------------------------------------

step "an sshd"
must ssh-keygen -q -t ed25519 -N '' -f "$WORK/host-key"
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
chmod 600 "$WORK/authorized"
cat >"$WORK/sshd_config" <<EOF
ListenAddress 127.0.0.1
HostKey $WORK/host-key
AuthorizedKeysFile $WORK/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PidFile none
EOF
port=$((20000 + $$ % 20000))
tries=0
while :; do
	"$SSHD" -D -e -f "$WORK/sshd_config" -p $port 2>"$WORK/sshd" &
	server=$!
	sleep 1
	kill -0 $server 2>/dev/null && break
	tries=$((tries + 1))
	[ $tries -lt 5 ] || fail "sshd does not start" "$WORK/sshd"
	port=$((port + 17))
done
CHILDREN="$CHILDREN $server"
cat >"$WORK/ssh_config" <<EOF
Host *
	HostName 127.0.0.1
	Port $port
	User $(id -un)
	UserKnownHostsFile $WORK/known
	StrictHostKeyChecking accept-new
	PreferredAuthentications publickey
	IdentityFile none
	ControlPath none
EOF

log_in() {
	must ssh -F "$WORK/ssh_config" "$@" server "echo in as \$USER"
	says "^in as"
}

# ssh says no with 255.
no_log_in() {
	# shellcheck disable=SC2016 # for the inner shell
	must sh -c '! ssh "$@" server true' ssh -F "$WORK/ssh_config" "$@"
	says "Permission denied"
}

step "a login with every key of the token in turn"
for type in ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 rsa-sha2-256 \
	rsa-sha2-512; do
	log_in -I "$MODULE" -o IdentityAgent=none \
		-o PubkeyAcceptedAlgorithms="$type"
done

step "a key that is disabled does not log in"
key disable login-ec-p256
no_log_in -I "$MODULE" -o IdentityAgent=none \
	-o PubkeyAcceptedAlgorithms=ecdsa-sha2-nistp256
key enable login-ec-p256

# --- the agent ------------------------------------------------------------

step "an agent"
ssh-agent -D -a "$WORK/agent" -P "$MODULE" >"$WORK/agent.log" 2>&1 &
CHILDREN="$CHILDREN $!"
SSH_AUTH_SOCK=$WORK/agent
export SSH_AUTH_SOCK
tries=0
until [ -S "$SSH_AUTH_SOCK" ]; do
	tries=$((tries + 1))
	[ $tries -lt 50 ] || fail "the agent does not start" "$WORK/agent.log"
	sleep 0.1
done
must ssh-add -s "$MODULE"
must ssh-add -l
says "ECDSA"
says "RSA"
must ssh-add -L
grep -E '^(ecdsa|ssh)-' "$WORK/said" | cut -d' ' -f1,2 | sort >"$WORK/agent.keys"
cut -d' ' -f1,2 "$WORK/authorized" | sort >"$WORK/token.keys"
same "$WORK/token.keys" "$WORK/agent.keys"

step "logins through the agent"
for type in ecdsa-sha2-nistp256 rsa-sha2-512; do
	log_in -o PubkeyAcceptedAlgorithms="$type"
done

step "the agent lets go of the token"
must ssh-add -e "$MODULE"
run ssh-add -l
says "no identities"
no_log_in

step "a module outside the agent's list is refused"
cp "$MODULE" "$WORK/elsewhere.so"
must_fail ssh-add -s "$WORK/elsewhere.so"

must "$CLAVIGER" verify
passed
