// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;

/**
 * A token as any Java program has it: the JDK's own provider with a
 * configuration file that says where the module is, and a key store.
 */
final class Token {
	final Provider provider;
	final KeyStore keys;
	private final char[] pin;

	Token(String configuration, String pin)
	    throws GeneralSecurityException, IOException {
		provider = Security.getProvider("SunPKCS11")
		    .configure(configuration);
		Security.addProvider(provider);
		keys = KeyStore.getInstance("PKCS11", provider);
		this.pin = pin.toCharArray();
		load();
	}

	/** What a program does to see what others have changed. */
	void load() throws GeneralSecurityException, IOException {
		keys.load(null, pin);
	}

	boolean offers(String type, String algorithm) {
		return provider.getService(type, algorithm) != null;
	}

	/** What the JDK calls key wrapping with padding, if it has it. */
	static final String WRAP = "AES/KW/NoPadding";
	static final String WRAP_PADDED = "AES/KWP/NoPadding";
}
