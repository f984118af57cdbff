package dev.carillon.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS of one connection, without a client certificate. */
final class Encryption {
    private final ServiceUrl url;
    private final SSLContext context;
    private boolean certificateAsked;

    Encryption(ServiceUrl url, CertificateCheck check) throws GeneralSecurityException {
        this.url = url;
        this.context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new NoCertificate()}, new TrustManager[] {check}, null);
    }

    /** Starts TLS on {@code plain} and completes the handshake. */
    SSLSocket handshake(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /**
     * Whether the service requested a client certificate. A service that requires one ends a connection of TLS 1.3
     * after the handshake with an alert, which may be lost if the connection is reset.
     */
    boolean isCertificateAsked() {
        return certificateAsked;
    }

    /** Records that the service requested a certificate, and sends none. */
    private final class NoCertificate extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            certificateAsked = true;
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }
}
