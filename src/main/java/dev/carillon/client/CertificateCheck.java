package dev.carillon.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts or refuses the certificate of a service, and says why and what to do. */
final class CertificateCheck extends X509ExtendedTrustManager {
    /** Types of names in a certificate (RFC 5280, 4.2.1.6): host names and addresses. */
    private static final List<Integer> HOST_NAMES = List.of(2, 7);

    private static final String OR_INSECURE = ", or accept any certificate with --insecure";

    private final String host;
    private final ClientTls tls;
    private final X509ExtendedTrustManager trusted;

    CertificateCheck(String host, ClientTls tls, X509ExtendedTrustManager trusted) {
        this.host = host;
        this.tls = tls;
        this.trusted = trusted;
    }

    /** A certificate that was refused; the message is for the user. */
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1;

        Refused(String message, CertificateException cause) {
            super(message, cause);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        if (tls.insecure()) {
            return;
        }
        checkDates(chain[0]);
        checkSigner(chain, type);
        try {
            trusted.checkServerTrusted(chain, type, socket);
        } catch (CertificateException wrongHost) {
            throw new Refused(
                    "its certificate is for " + names(chain[0]) + " and not for " + host + ": use a name that it is for"
                            + OR_INSECURE,
                    wrongHost);
        }
    }

    private static void checkDates(X509Certificate certificate) throws CertificateException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException expired) {
            throw new Refused(
                    "its certificate (" + subject(certificate) + ") expired on "
                            + certificate.getNotAfter().toInstant() + ": renew it" + OR_INSECURE,
                    expired);
        } catch (CertificateNotYetValidException early) {
            throw new Refused(
                    "its certificate (" + subject(certificate) + ") is not valid before "
                            + certificate.getNotBefore().toInstant() + ": set the clocks right" + OR_INSECURE,
                    early);
        }
    }

    /** Checks the signer only; the host name is checked separately, for a better message. */
    private void checkSigner(X509Certificate[] chain, String type) throws CertificateException {
        try {
            trusted.checkServerTrusted(chain, type);
        } catch (CertificateException untrusted) {
            X509Certificate last = chain[chain.length - 1];
            boolean selfSigned = last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
            String signer = selfSigned && chain.length == 1
                    ? "itself"
                    : last.getIssuerX500Principal().getName();
            throw new Refused(
                    "its certificate (" + subject(chain[0]) + ", signed by " + signer + ") is not trusted"
                            + tls.authorities()
                                    .map(
                                            file -> ": --ca " + file
                                                    + " does not contain the certificate of its signer; give the file that does")
                                    .orElse(": give the certificate of its signer with --ca FILE")
                            + OR_INSECURE,
                    untrusted);
        }
    }

    private static String subject(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? names(certificate) : name;
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            String names = all == null
                    ? ""
                    : all.stream()
                            .filter(name -> HOST_NAMES.contains(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.joining(", "));
            return names.isEmpty() ? "no host" : names;
        } catch (CertificateParsingException unreadable) {
            return "no host that can be read";
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        throw new UnsupportedOperationException("only sockets are used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        throw new UnsupportedOperationException("only sockets are used here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.getAcceptedIssuers();
    }
}
