package dev.carillon.loadtest.run;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;

/**
 * TLS between a leader and an agent. The agent makes its certificate when it starts. The certificate does not identify
 * the agent: both sides identify themselves by the secret in the {@link ChannelHandshake}, with a value that is bound
 * to the connection.
 */
final class ChannelTls {
    private static final Set<String> VERSIONS = Set.of("TLSv1.3");
    /** The label of the channel binding of TLS 1.3 (RFC 9266). */
    private static final String BINDING = "EXPORTER-Channel-Binding";

    private static final int BINDING_BYTES = 32;

    /** The algorithm of a signature in DER: ecdsa-with-SHA256 (RFC 5758). */
    private static final byte[] ECDSA = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    /** A name in DER: CN=carillon. */
    private static final byte[] NAME = HexFormat.of().parseHex("30133111300f06035504030c08636172696c6c6f6e");

    private static final int INTEGER = 2;
    private static final int BIT_STRING = 3;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;

    private ChannelTls() {}

    /**
     * The options of an agent, with a new certificate.
     *
     * @param patience longest time of a TLS handshake
     */
    static NetServerOptions accepting(Duration patience) {
        return new NetServerOptions()
                .setSsl(true)
                .setKeyCertOptions(certificate())
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(patience.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** The options of a leader, which accepts any certificate. */
    static NetClientOptions connecting() {
        return new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setEnabledSecureTransportProtocols(VERSIONS);
    }

    /** Keying material that only the two sides of this connection have; empty without TLS. */
    static byte[] binding(NetSocket socket) {
        if (!socket.isSsl()) {
            return new byte[0];
        }
        try {
            return ((ExtendedSSLSession) socket.sslSession())
                    .exportKeyingMaterialData(BINDING, new byte[0], BINDING_BYTES);
        } catch (SSLKeyException tls13HasIt) {
            throw new AssertionError(tls13HasIt);
        }
    }

    // ---- a self-signed certificate (RFC 5280, 4.1): the JDK can read one and cannot make one

    private static PemKeyCertOptions certificate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new PemKeyCertOptions()
                    .setKeyValue(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))
                    .setCertValue(pem("CERTIFICATE", certificate(pair)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private static byte[] certificate(KeyPair pair) throws GeneralSecurityException {
        byte[] serial = der(INTEGER, new byte[] {1});
        byte[] validity = der(SEQUENCE, time("000101000000Z"), time("491231235959Z"));
        byte[] content = der(
                SEQUENCE, serial, ECDSA, NAME, validity, NAME, pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return der(SEQUENCE, content, ECDSA, der(BIT_STRING, new byte[] {0}, signature.sign()));
    }

    private static byte[] time(String text) {
        return der(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A value in DER. Its length has one byte if it fits into seven bits, and else two bytes after a prefix. */
    private static byte[] der(int tag, byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        Buffer der = Buffer.buffer().appendByte((byte) tag);
        if (length > Byte.MAX_VALUE) {
            der.appendByte((byte) 0x82).appendShort((short) length);
        } else {
            der.appendByte((byte) length);
        }
        Stream.of(parts).forEach(der::appendBytes);
        return der.getBytes();
    }

    private static Buffer pem(String what, byte[] der) {
        return Buffer.buffer("-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(der)));
    }
}
