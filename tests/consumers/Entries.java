/* SPDX-License-Identifier: Apache-2.0 */
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an application does with a SunPKCS11 key store: secret and private
 * entries set, replaced and deleted, and every kind of operation.
 */
public final class Entries {
	private final Provider provider;
	private final KeyStore store;
	private final char[] pin;

	private Entries(String configuration, String pin) throws Exception {
		this.provider = Security.getProvider("SunPKCS11")
		    .configure(configuration);
		Security.addProvider(provider);
		this.pin = pin.toCharArray();
		this.store = KeyStore.getInstance("PKCS11", provider);
		store.load(null, this.pin);
	}

	private static void check(boolean holds, String what) {
		if (!holds)
			throw new AssertionError(what);
	}

	private byte[] encrypt(SecretKey key, byte[] data) throws Exception {
		Cipher c = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);

		c.init(Cipher.ENCRYPT_MODE, key,
		    new IvParameterSpec(new byte[16]));
		return c.doFinal(data);
	}

	private void secrets() throws Exception {
		KeyGenerator g = KeyGenerator.getInstance("AES", provider);
		byte[] data = "some text".getBytes("UTF-8");

		g.init(256);
		SecretKey first = g.generateKey();
		byte[] before = encrypt(first, data);
		store.setKeyEntry("entry", first, null, null);
		SecretKey kept = (SecretKey)store.getKey("entry", null);
		check(Arrays.equals(encrypt(kept, data), before),
		    "the stored key is the one that was set");
		check(kept.getEncoded() == null, "the stored key stays inside");

		store.setKeyEntry("entry", g.generateKey(), null, null);
		kept = (SecretKey)store.getKey("entry", null);
		check(!Arrays.equals(encrypt(kept, data), before),
		    "a replaced entry has another key");
		store.deleteEntry("entry");
		check(!store.containsAlias("entry"), "a deleted entry is gone");
	}

	/* The key of one entry set under another alias with its chain. */
	private void pairs() throws Exception {
		PrivateKey key = (PrivateKey)store.getKey("rsa", null);
		Certificate[] chain = store.getCertificateChain("rsa");
		byte[] data = new byte[1000];

		for (String name : new String[] { "SHA256withRSA",
		    "SHA512withRSA", "RSASSA-PSS" }) {
			Signature s = Signature.getInstance(name, provider);

			if (name.equals("RSASSA-PSS"))
				s.setParameter(new java.security.spec
				    .PSSParameterSpec("SHA-256", "MGF1",
				    java.security.spec.MGF1ParameterSpec.SHA256,
				    32, 1));
			s.initSign(key);
			s.update(data);
			byte[] signature = s.sign();
			s.initVerify(chain[0]);
			s.update(data);
			check(s.verify(signature), name);
		}
	}

	private void operations() throws Exception {
		SecretKey key = new SecretKeySpec(new byte[10], "HmacSHA256");
		Mac mac = Mac.getInstance("HmacSHA256", provider);
		Mac other = Mac.getInstance("HmacSHA256", "SunJCE");
		byte[] data = new byte[300];

		mac.init(key);
		other.init(key);
		check(Arrays.equals(mac.doFinal(data), other.doFinal(data)),
		    "HMAC with a short key");

		MessageDigest d = MessageDigest.getInstance("SHA-256", provider);
		d.update(data);
		MessageDigest copy = (MessageDigest)d.clone();
		check(Arrays.equals(d.digest(), copy.digest()),
		    "a digest is cloned");

		KeyPairGenerator g = KeyPairGenerator.getInstance("EC", provider);
		g.initialize(new ECGenParameterSpec("secp256r1"));
		KeyPair a = g.generateKeyPair(), b = g.generateKeyPair();
		check(Arrays.equals(agree(a, b), agree(b, a)), "ECDH");
	}

	private byte[] agree(KeyPair mine, KeyPair theirs) throws Exception {
		KeyAgreement k = KeyAgreement.getInstance("ECDH", provider);

		k.init(mine.getPrivate());
		k.doPhase(theirs.getPublic(), true);
		return k.generateSecret();
	}

	public static void main(String[] args) throws Exception {
		Entries e = new Entries(args[0], args[1]);

		e.secrets();
		e.pairs();
		e.operations();
		System.out.println("entries: passed");
	}
}
