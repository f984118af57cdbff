package dev.carillon.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.server.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The valid contents of a file with a key for tokens. */
class KeyFileTest {
    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("key"), bytes);
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(US_ASCII));
    }

    private static Key verifying(Path file) {
        return KeyFile.verifying("--token-key", file);
    }

    private static void refused(Path file, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifying(file))
                .withMessage("--token-key must be a public key in PEM or an HMAC secret of at least 32 bytes, was "
                        + file + ", " + why);
    }

    /** Each pair is made once, since making an RSA key takes a second. */
    private static KeyPair pair(String kind) {
        return PAIRS.computeIfAbsent(kind, KeyFileTest::newPair);
    }

    private static KeyPair newPair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }

    @ParameterizedTest
    @EnumSource(NewKey.Kind.class)
    void aNewKeyCanBeUsed(NewKey.Kind kind) throws IOException {
        NewKey key = NewKey.of(kind);
        KeyFile.signing("--token-key", file(key.secret()));
        verifying(file(key.published().orElse(key.secret())));
        assertThat(key.toString()).doesNotContain(key.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, SECRET + "\n", SECRET + "\r\n"})
    void theLineEndIsNotAPartOfASecretOnOneLine(String text) throws IOException {
        assertThat(verifying(file(text)).getEncoded()).isEqualTo(SECRET.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {SECRET + "\n\n", SECRET + " ", SECRET + "\r", SECRET + "\n" + SECRET + "\n", SECRET + "\u0001\n"
            })
    void allOtherCharactersArePartOfASecret(String text) throws IOException {
        assertThat(verifying(file(text)).getEncoded()).isEqualTo(text.getBytes(US_ASCII));
    }

    @Test
    void allBytesOfABinarySecretCount() throws IOException {
        byte[] bytes = new byte[64];
        new Random(5).nextBytes(bytes);
        bytes[63] = '\n';
        assertThat(verifying(file(bytes)).getEncoded()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31})
    void aShortSecretIsRefused(int length) throws IOException {
        refused(file("x".repeat(length)), "which has " + length + " bytes; carillon keygen makes keys");
        refused(file("x".repeat(length) + "\n"), "which has " + length + " bytes; carillon keygen makes keys");
    }

    @Test
    void aMissingFileIsReported() {
        Path absent = directory.resolve("absent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifying(absent))
                .withMessage(
                        "--token-key must be a public key in PEM or an HMAC secret of at least 32 bytes, but there is no "
                                + absent);
    }

    @Test
    void anUnreadableFileIsReported() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifying(directory))
                .withMessageContaining("but " + directory + " cannot be read: ");
    }

    @Test
    void aLargeFileIsRefused() throws IOException {
        refused(file(new byte[70_000]), "which has more than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aPrivateKeyIsRefusedWithTheCommandForItsPublicKey(String kind) throws IOException, GeneralSecurityException {
        KeyPair pair = pair(kind);
        Path file = file(pem("PRIVATE KEY", pair.getPrivate()));
        refused(file, "which has a private key; its public key is what openssl pkey -in " + file + " -pubout prints");
        file(pem("PUBLIC KEY", pair.getPublic()) + pem("PRIVATE KEY", pair.getPrivate()));
        refused(file, "which has a private key; its public key is what openssl pkey -in " + file + " -pubout prints");
    }

    @Test
    void aPublicKeyInPemIsReadWithAnyLineEndsAndInUtf16() throws IOException, GeneralSecurityException {
        KeyPair pair = pair("EC");
        String pem = pem("PUBLIC KEY", pair.getPublic());
        assertThat(verifying(file("made by hand\n" + pem.replace("\n", "\r\n"))))
                .isEqualTo(pair.getPublic());
        assertThat(verifying(file(pem.getBytes(UTF_16LE)))).isEqualTo(pair.getPublic());
    }

    /** Otherwise every client that has the public key could sign tokens with it. */
    @Test
    void aPublicKeyInAnotherFormIsNotUsedAsASecret() throws IOException, GeneralSecurityException {
        for (String kind : new String[] {"RSA", "EC", "Ed25519"}) {
            byte[] der = pair(kind).getPublic().getEncoded();
            String why = "which has a key in a form other than PEM (openssl pkey prints PEM; a JSON Web Key Set is for"
                    + " --jwks)";
            refused(file(der), why);
            refused(file(Base64.getEncoder().encode(der)), why);
            refused(file(Base64.getMimeEncoder().encodeToString(der) + "\n"), why);
            refused(file("{\"kty\":\"" + kind + "\",\"x\":\"0123456789abcdef0123456789abcdef\"}"), why);
            refused(file("ssh-ed25519 " + Base64.getEncoder().encodeToString(der) + " me@here"), why);
        }
    }

    @Test
    void incompletePemIsRefused() throws IOException, GeneralSecurityException {
        String pem = pem("PUBLIC KEY", pair("RSA").getPublic());
        refused(file(pem.substring(0, pem.length() - 30)), "whose PEM cannot be read: a part of it is not whole");
        refused(file(pem.replace("END PUBLIC", "END OTHER")), "whose PEM cannot be read: a part of it is not whole");
        assertThatIllegalArgumentException().isThrownBy(() -> verifying(file(pem.replace("MII", "M!I"))));
        refused(file(pem("OTHER THING", pair("EC").getPublic())), "which has no PUBLIC KEY");
        refused(file(pem + pem), "which has more than one PUBLIC KEY");
    }

    @Test
    void aWeakOrUnsupportedKeyIsRefused() throws IOException, GeneralSecurityException {
        String why = "whose key is neither RSA of 2048 to 8192 bits, nor EC on P-256, P-384 or P-521, nor Ed25519";
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        refused(file(pem("PUBLIC KEY", small.generateKeyPair().getPublic())), why);
        refused(file(pem("PUBLIC KEY", pair("Ed448").getPublic())), why);
        refused(file(pem("PUBLIC KEY", pair("X25519").getPublic())), why);
    }

    @Test
    void theKeyOfACertificateIsUsed() throws IOException, GeneralSecurityException {
        TestCertificates made = TestCertificates.in(directory, "issuer");
        assertThat(verifying(made.certificate()))
                .isEqualTo(made.store().getCertificate("own").getPublicKey());
    }

    @Test
    void onlyAPrivateKeyOrASecretSigns() throws IOException, GeneralSecurityException {
        Path file = file(pem("PUBLIC KEY", pair("EC").getPublic()));
        String law =
                "--token-key must be a private key in PEM or an HMAC secret of at least 32 bytes, was " + file + ", ";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyFile.signing("--token-key", file))
                .withMessage(law + "which has no private key; a public key verifies tokens, and cannot sign one");
        file(pem("ENCRYPTED PRIVATE KEY", pair("EC").getPrivate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyFile.signing("--token-key", file))
                .withMessage(law + "whose key is encrypted or in an older form; openssl pkcs8 -topk8 -nocrypt -in "
                        + file + " prints it as a PRIVATE KEY");
    }
}
