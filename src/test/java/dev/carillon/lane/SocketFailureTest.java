package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.lane.SocketFailure.Call;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One error number, however a transport reports it. */
class SocketFailureTest {

    @BeforeAll
    static void loadNettysNativePart() {
        assumeTrue(Epoll.isAvailable());
    }

    @Test
    void nettysNativeTransportReportsTheNumber() {
        Throwable emfile = new ChannelException(new NativeIoException("newSocketStream", -24));

        assertThat(SocketFailure.of(Call.SOCKET, emfile).errno()).isEqualTo(SocketFailure.EMFILE);
        assertThat(SocketFailure.ofOpening(new NativeIoException("bind", -98)).call())
                .isEqualTo(Call.BIND);
    }

    @Test
    void theNumberIsInTheTextIfConnectFailsAtOnce() {
        SocketFailure failure = SocketFailure.ofOpening(
                new ConnectException("connect(..) failed with error(-110): Die Wartezeit ist abgelaufen"));

        assertThat(failure.call()).isEqualTo(Call.CONNECT);
        assertThat(failure.errno()).isEqualTo(SocketFailure.ETIMEDOUT);
    }

    @Test
    void javasSocketsReportItByExceptionTypes() {
        assertThat(numberOf(new ConnectException("Connection refused"))).isEqualTo(SocketFailure.ECONNREFUSED);
        assertThat(numberOf(new ConnectException("Connection timed out"))).isEqualTo(SocketFailure.ETIMEDOUT);
        assertThat(numberOf(new BindException("Address already in use"))).isEqualTo(SocketFailure.EADDRINUSE);
        assertThat(numberOf(new BindException("Cannot assign requested address")))
                .isEqualTo(SocketFailure.EADDRNOTAVAIL);
        assertThat(numberOf(new NoRouteToHostException())).isEqualTo(SocketFailure.EHOSTUNREACH);
        assertThat(numberOf(new SocketException("Too many open files"))).isEqualTo(SocketFailure.EMFILE);
        assertThat(numberOf(new IOException("around it", new ConnectException("Connection refused"))))
                .isEqualTo(SocketFailure.ECONNREFUSED);
        assertThat(numberOf(new IOException())).isEqualTo(SocketFailure.UNKNOWN);
    }

    private static int numberOf(IOException failure) {
        return SocketFailure.ofOpening(failure).errno();
    }
}
