# SPDX-License-Identifier: Apache-2.0
"""What a Python program does with a token: module, token label, PIN, and
"remote" where p11-kit in between does not know parameters of ciphers."""
import hashlib
import os
import sys

import PyKCS11
from PyKCS11 import PyKCS11Error
from PyKCS11.LowLevel import *  # the standard's constants

DATA = b"some bytes to work on, a few blocks of them: " * 5


def open_session(module, label, pin):
    lib = PyKCS11.PyKCS11Lib()
    lib.load(module)
    for slot in lib.getSlotList(tokenPresent=True):
        try:
            info = lib.getTokenInfo(slot)
        except PyKCS11Error:
            continue
        if info.label.strip().strip("\0") == label:
            session = lib.openSession(slot, CKF_SERIAL_SESSION |
                                      CKF_RW_SESSION)
            session.login(pin)
            return lib, slot, session
    raise SystemExit("no token " + label)


def refuses(code, call, *args):
    try:
        call(*args)
    except PyKCS11Error as e:
        assert e.value == code, (e, hex(code))
        return
    raise AssertionError("not refused with %#x" % code)


def pairs(session, remote):
    public, private = session.generateKeyPair(
        [(CKA_CLASS, CKO_PUBLIC_KEY), (CKA_TOKEN, CK_TRUE),
         (CKA_MODULUS_BITS, 2048), (CKA_PUBLIC_EXPONENT, (1, 0, 1)),
         (CKA_VERIFY, CK_TRUE), (CKA_ENCRYPT, CK_TRUE),
         (CKA_LABEL, "rsa"), (CKA_ID, (1,))],
        [(CKA_CLASS, CKO_PRIVATE_KEY), (CKA_TOKEN, CK_TRUE),
         (CKA_PRIVATE, CK_TRUE), (CKA_SIGN, CK_TRUE),
         (CKA_DECRYPT, CK_TRUE), (CKA_LABEL, "rsa"), (CKA_ID, (1,))])
    for mechanism in (CKM_SHA256_RSA_PKCS, CKM_SHA1_RSA_PKCS,
                      CKM_SHA512_RSA_PKCS, CKM_RSA_PKCS):
        m = PyKCS11.Mechanism(mechanism, None)
        signature = session.sign(private, DATA, m)
        assert session.verify(public, DATA, signature, m)
        assert not session.verify(public, DATA + b"x", signature, m)
    m = PyKCS11.Mechanism(CKM_RSA_PKCS, None)
    opened = session.decrypt(private, session.encrypt(public, b"x", m), m)
    assert bytes(opened) == b"x"
    if not remote:
        parameters(session, public, private)
    modulus, exponent = session.getAttributeValue(
        private, [CKA_MODULUS, CKA_PUBLIC_EXPONENT])
    assert len(modulus) == 256 and tuple(exponent) == (1, 0, 1)
    assert session.getAttributeValue(
        private, [CKA_PRIVATE_EXPONENT]) == [None]


def parameters(session, public, private):
    pss = PyKCS11.RSA_PSS_Mechanism(CKM_SHA256_RSA_PKCS_PSS, CKM_SHA256,
                                    CKG_MGF1_SHA256, 32)
    assert session.verify(public, DATA, session.sign(private, DATA, pss), pss)
    oaep = PyKCS11.RSAOAEPMechanism(CKM_SHA256, CKG_MGF1_SHA256)
    text = session.encrypt(public, b"x", oaep)
    assert bytes(session.decrypt(private, text, oaep)) == b"x"


def secrets(session):
    key = session.generateKey([
        (CKA_CLASS, CKO_SECRET_KEY), (CKA_KEY_TYPE, CKK_AES),
        (CKA_TOKEN, CK_FALSE), (CKA_VALUE_LEN, 32), (CKA_ENCRYPT, CK_TRUE),
        (CKA_DECRYPT, CK_TRUE), (CKA_LABEL, "aes")],
        PyKCS11.Mechanism(CKM_AES_KEY_GEN, None))
    iv = os.urandom(16)
    m = PyKCS11.Mechanism(CKM_AES_CBC_PAD, iv)
    text = session.encrypt(key, DATA, m)
    assert bytes(session.decrypt(key, text, m)) == DATA
    m = PyKCS11.AES_GCM_Mechanism(iv[:12], b"aad", 128)
    text = list(session.encrypt(key, DATA, m))
    assert bytes(session.decrypt(key, text, m)) == DATA
    text[0] ^= 1
    refuses(CKR_ENCRYPTED_DATA_INVALID, session.decrypt, key, text, m)


def digests(session):
    for name, mechanism in (("sha256", CKM_SHA256), ("sha384", CKM_SHA384),
                            ("sha512", CKM_SHA512), ("sha1", CKM_SHA_1)):
        d = session.digest(DATA, PyKCS11.Mechanism(mechanism, None))
        assert bytes(d) == hashlib.new(name, DATA).digest(), name


def objects(session):
    handle = session.createObject([
        (CKA_CLASS, CKO_DATA), (CKA_TOKEN, CK_TRUE), (CKA_LABEL, "note"),
        (CKA_VALUE, b"remember")])
    found = session.findObjects([(CKA_CLASS, CKO_DATA), (CKA_LABEL, "note")])
    assert len(found) == 1
    value, = session.getAttributeValue(found[0], [CKA_VALUE])
    assert bytes(value) == b"remember"
    session.destroyObject(handle)
    assert not session.findObjects([(CKA_LABEL, "note")])


def main(module, label, pin, *remote):
    lib, slot, session = open_session(module, label, pin)
    # getMechanismList() gives up at a number newer than PyKCS11 itself.
    for m in ("CKM_RSA_PKCS", "CKM_ECDSA", "CKM_SHA256"):
        assert lib.getMechanismInfo(slot, m).flags != 0
    pairs(session, remote)
    if not remote:
        secrets(session)
    digests(session)
    objects(session)
    assert len(session.generateRandom(32)) == 32
    for kind in (CKO_PUBLIC_KEY, CKO_PRIVATE_KEY):
        for handle in session.findObjects([(CKA_LABEL, "rsa"),
                                           (CKA_CLASS, kind)]):
            session.destroyObject(handle)
    session.logout()
    refuses(CKR_USER_NOT_LOGGED_IN, session.logout)
    session.closeSession()
    print("consumer: passed")


main(*sys.argv[1:])
