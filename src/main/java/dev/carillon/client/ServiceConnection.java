package dev.carillon.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A connection to a service, encrypted if its URL says so. One thread at a time reads from it. */
final class ServiceConnection implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(10);

    private static final int BUFFER_BYTES = 64 << 10;

    private final ServiceUrl url;
    private final Socket socket;
    private final boolean certificateAsked;
    private final InputStream in;

    private ServiceConnection(ServiceUrl url, Socket socket, boolean certificateAsked) throws IOException {
        this.url = url;
        this.socket = socket;
        this.certificateAsked = certificateAsked;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    /** Tries each address of the host in turn, until one accepts. */
    static ServiceConnection open(ServiceAccess access) throws ServiceFailure {
        ServiceUrl url = access.url();
        if (!url.tls()) {
            return plain(url);
        }
        Encryption encryption = access.tls().to(url);
        ServiceConnection plain = plain(url);
        try {
            return new ServiceConnection(url, encryption.handshake(plain.socket), encryption.isCertificateAsked());
        } catch (IOException failure) {
            plain.close();
            throw encryption.isCertificateAsked()
                    ? Diagnosis.ofMissingCertificate()
                    : Diagnosis.ofConnecting(url, failure);
        }
    }

    private static ServiceConnection plain(ServiceUrl url) throws ServiceFailure {
        try {
            return new ServiceConnection(url, connected(url), false);
        } catch (IOException failure) {
            throw Diagnosis.ofConnecting(url, failure);
        }
    }

    private static Socket connected(ServiceUrl url) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(url.host());
        for (int i = 0; i < addresses.length - 1; i++) {
            try {
                return connected(addresses[i], url.port());
            } catch (IOException tryTheNext) {
                assert tryTheNext != null;
            }
        }
        return connected(addresses[addresses.length - 1], url.port());
    }

    private static Socket connected(InetAddress address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // The timeout applies to the TLS handshake, too.
            socket.setSoTimeout((int) TO_CONNECT.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) TO_CONNECT.toMillis());
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /** Sets the time that a read may take before it throws {@link java.net.SocketTimeoutException}. */
    void readTimeout(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
    }

    /** The failure if no answer to the first request comes. */
    ServiceFailure noAnswer(IOException failure) {
        return certificateAsked ? Diagnosis.ofMissingCertificate() : Diagnosis.ofNoAnswer(url, failure);
    }

    InputStream in() {
        return in;
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException goneAlready) {
            assert goneAlready != null;
        }
    }
}
