# SPDX-License-Identifier: Apache-2.0
"""What the profile objects of a token promise (PKCS #11 Profiles 3.2, 5):
functions, objects and attributes, each looked for. What the profiles' test
cases call already is not called again."""
import ctypes
from ctypes import byref, c_ubyte, c_ulong, c_void_p

import cryptoki as ck

NAMES = {ck.CKP_BASELINE_PROVIDER: "Baseline Provider",
         ck.CKP_EXTENDED_PROVIDER: "Extended Provider",
         ck.CKP_AUTHENTICATION_TOKEN: "Authentication Token",
         ck.CKP_PUBLIC_CERTIFICATES_TOKEN: "Public Certificates Token",
         ck.CKP_HKDF_TLS_TOKEN: "HKDF TLS Token"}
# Of the baseline's; CKA_VALUE and CKA_ID are a certificate's.
ATTRIBUTES = [ck.CKA_CLASS, ck.CKA_TOKEN, ck.CKA_PRIVATE, ck.CKA_MODIFIABLE,
              ck.CKA_LABEL, ck.CKA_UNIQUE_ID]


class Token:
    def __init__(self, module, pin):
        self.lib, self.pin = ck.load(module), pin
        ck.ok(self.lib.C_Initialize(None))
        self.session = self.open()

    def open(self, flags=ck.CKF_RW_SESSION):
        session = c_ulong()
        ck.ok(self.lib.C_OpenSession(
            c_ulong(0), c_ulong(flags | ck.CKF_SERIAL_SESSION), None, None,
            byref(session)))
        return session

    def find(self, *pairs):
        wanted, found = ck.template(pairs), (c_ulong * 64)()
        count = c_ulong()
        ck.ok(self.lib.C_FindObjectsInit(self.session, wanted,
                                         c_ulong(len(wanted))))
        ck.ok(self.lib.C_FindObjects(self.session, found, c_ulong(64),
                                     byref(count)))
        ck.ok(self.lib.C_FindObjectsFinal(self.session))
        return found[:count.value]

    def read(self, handle, type_):
        a = (ck.Attribute * 1)(ck.Attribute(type_, None, 0))
        ck.ok(self.lib.C_GetAttributeValue(self.session, c_ulong(handle), a,
                                           c_ulong(1)))
        room = ctypes.create_string_buffer(a[0].ulValueLen or 1)
        a[0].pValue = ctypes.cast(room, c_void_p)
        ck.ok(self.lib.C_GetAttributeValue(self.session, c_ulong(handle), a,
                                           c_ulong(1)))
        return room.raw[:a[0].ulValueLen]

    def login(self):
        pin = self.pin.encode()
        ck.ok(self.lib.C_LoginUser(self.session, c_ulong(ck.CKU_USER), pin,
                                   c_ulong(len(pin)), b"", c_ulong(0)))

    def logout(self):
        ck.ok(self.lib.C_Logout(self.session))


def number(value):
    return bytes(c_ulong(value))


def klass(value):
    return ck.CKA_CLASS, number(value)


def of_class(value):
    return klass(value), (ck.CKA_TOKEN, b"\1")


# --- profile by profile ----------------------------------------------------

def interfaces(lib):
    count = c_ulong()
    ck.ok(lib.C_GetInterfaceList(None, byref(count)))
    listed = (ck.Interface * count.value)()
    ck.ok(lib.C_GetInterfaceList(listed, byref(count)))
    assert any(i.pInterfaceName == b"PKCS 11" for i in listed)
    for call in (lambda at: lib.C_GetFunctionList(byref(at)),
                 lambda at: lib.C_GetInterface(b"PKCS 11", None, byref(at),
                                               c_ulong(0))):
        at = c_void_p()
        ck.ok(call(at))
        assert at.value


def baseline(token):
    interfaces(token.lib)
    info = ck.SessionInfo()
    ck.ok(token.lib.C_GetSessionInfo(token.session, byref(info)))
    profile, = token.find(klass(ck.CKO_PROFILE), (
        ck.CKA_PROFILE_ID, number(ck.CKP_BASELINE_PROVIDER)))
    certificate = token.find(*of_class(ck.CKO_CERTIFICATE))[0]
    for handle in (profile, certificate):
        for type_ in ATTRIBUTES:
            token.read(handle, type_)
        assert len(token.read(handle, ck.CKA_UNIQUE_ID)) > 0
    assert token.read(certificate, ck.CKA_VALUE)
    assert token.read(certificate, ck.CKA_ID)


def extended(token):
    count = c_ulong()
    ck.ok(token.lib.C_GetMechanismList(c_ulong(0), None, byref(count)))
    listed = (c_ulong * count.value)()
    ck.ok(token.lib.C_GetMechanismList(c_ulong(0), listed, byref(count)))
    for mechanism in listed:
        info = ck.MechanismInfo()
        ck.ok(token.lib.C_GetMechanismInfo(c_ulong(0), c_ulong(mechanism),
                                           byref(info)))
        assert info.flags, hex(mechanism)
    token.login()
    token.logout()


def authentication(token):
    """Signs in parts too; the case signs at once."""
    token.login()
    public, = token.find(*of_class(ck.CKO_PUBLIC_KEY))
    private, = token.find(*of_class(ck.CKO_PRIVATE_KEY))
    mechanism = ck.Mechanism(ck.CKM_SHA256_RSA_PKCS, None, 0)
    out, size = ctypes.create_string_buffer(256), c_ulong(256)
    ck.ok(token.lib.C_SignInit(token.session, byref(mechanism),
                               c_ulong(private)))
    for part in (b"in ", b"parts"):
        ck.ok(token.lib.C_SignUpdate(token.session, part, c_ulong(len(part))))
    ck.ok(token.lib.C_SignFinal(token.session, out, byref(size)))
    ck.ok(token.lib.C_VerifyInit(token.session, byref(mechanism),
                                 c_ulong(public)))
    ck.ok(token.lib.C_Verify(token.session, b"in parts", c_ulong(8), out,
                             size))
    token.logout()


def certificates(token):
    """Without a login: found, read, and with their key's CKA_ID."""
    found = token.find(*of_class(ck.CKO_CERTIFICATE))
    assert found
    for handle in found:
        assert token.read(handle, ck.CKA_PRIVATE) == b"\0"
        assert token.read(handle, ck.CKA_VALUE)
        id_ = token.read(handle, ck.CKA_ID)
        assert token.find(klass(ck.CKO_PUBLIC_KEY), (ck.CKA_ID, id_))
    # One that is private is refused.
    private = ck.template([
        klass(ck.CKO_CERTIFICATE), (ck.CKA_PRIVATE, b"\1"),
        (ck.CKA_CERTIFICATE_TYPE, number(ck.CKC_X_509)),
        (ck.CKA_TOKEN, b"\1"), (ck.CKA_SUBJECT, b"0\0"),
        (ck.CKA_VALUE, b"0\0")])
    token.login()
    assert token.lib.C_CreateObject(token.session, private,
                                    c_ulong(len(private)),
                                    byref(c_ulong())) != ck.CKR_OK
    token.logout()


def derive(token, base, info, size):
    params = ck.HkdfParams(
        0, 1, ck.CKM_SHA256, ck.CKF_HKDF_SALT_NULL, None, 0, 0,
        ctypes.cast(info, c_void_p), len(info))
    mechanism = ck.Mechanism(ck.CKM_HKDF_DATA,
                             ctypes.cast(byref(params), c_void_p),
                             ctypes.sizeof(params))
    wanted = ck.template([klass(ck.CKO_DATA), (ck.CKA_VALUE_LEN,
                                               number(size))])
    made = c_ulong()
    ck.ok(token.lib.C_DeriveKey(token.session, byref(mechanism), base,
                                wanted, c_ulong(len(wanted)), byref(made)))
    assert len(token.read(made.value, ck.CKA_VALUE)) == size


def hkdf_tls(token):
    """The two values of pInfo that are never to be refused."""
    token.login()
    base = c_ulong()
    secret = ck.template([(ck.CKA_VALUE_LEN, number(32)),
                          (ck.CKA_DERIVE, b"\1")])
    ck.ok(token.lib.C_GenerateKey(
        token.session, byref(ck.Mechanism(ck.CKM_HKDF_KEY_GEN, None, 0)),
        secret, c_ulong(len(secret)), byref(base)))
    for text in (b"tls iv", b"tls quic iv"):
        for size in (8, 12):
            info = size.to_bytes(2, "big") + text + b"\0"
            derive(token, base, (c_ubyte * len(info))(*info), size)
    token.logout()


CHECKS = {ck.CKP_BASELINE_PROVIDER: baseline,
          ck.CKP_EXTENDED_PROVIDER: extended,
          ck.CKP_AUTHENTICATION_TOKEN: authentication,
          ck.CKP_PUBLIC_CERTIFICATES_TOKEN: certificates,
          ck.CKP_HKDF_TLS_TOKEN: hkdf_tls}


def check(module, pin, setup_pair, setup_cert):
    token = Token(module, pin)
    token.login()
    setup_pair(token.lib, token.session)
    setup_cert(token.lib, token.session, b"\1", b"its own", b"0\0")
    token.logout()
    token.session = token.open(0)
    for handle in token.find(klass(ck.CKO_PROFILE)):
        id_ = int.from_bytes(token.read(handle, ck.CKA_PROFILE_ID), "little")
        assert id_ in CHECKS, "profile %d is claimed and not checked" % id_
        token.session = token.open()
        CHECKS[id_](token)
        print("claim holds: %s" % NAMES[id_])
    ck.ok(token.lib.C_Finalize(None))
