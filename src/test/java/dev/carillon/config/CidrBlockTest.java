package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class CidrBlockTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.16.0/20, 192.168.31.255, true",
        "192.168.16.0/20, 192.168.32.0, false",
        "10.0.0.5, 10.0.0.5, true",
        "10.0.0.5, 10.0.0.4, false",
        "10.0.0.5/32, 10.0.0.5, true",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.7, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::8000/113, 2001:db8::ffff, true",
        "2001:db8::8000/113, 2001:db8::7fff, false",
        "::1, ::1, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:0:0/96, 203.0.113.7, true",
        "::ffff:10.0.0.5, 10.0.0.5, true",
        "10.0.0.0/8, ::ffff:10.0.0.5, true"
    })
    void aBlockContainsTheAddressesThatBeginWithItsBits(String block, String address, boolean contained) {
        assertThat(CidrBlock.of(block).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
    }

    /** An IPv4 address in a socket for both families; the JDK's own parser would convert it to IPv4. */
    @Test
    void anIpv4PeerOfAnIpv6SocketIsAnIpv4Address() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 10, 1, 2, 3};
        Inet6Address peer = Inet6Address.getByAddress(null, mapped, 0);
        assertThat(CidrBlock.of("10.0.0.0/8").contains(peer)).isTrue();
        assertThat(CidrBlock.of("::/0").contains(peer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.local",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/8/8",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/8x",
                "fe80::1%eth0",
                "[::1]",
                "10.0.0.1:80",
                "2130706433",
                "*"
            })
    void anInvalidBlockIsRefused(String text) {
        assertThatThrownBy(() -> new CidrBlocks().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("expected an address or a network such as 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32, was '"
                        + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 0 to 32",
        "2001:db8::/129, 0 to 128",
        "::ffff:10.0.0.0/8, 96 to 128",
        "10.0.0.0/999, 0 to 32"
    })
    void aPrefixIsAtMostAsLongAsAnAddress(String text, String law) {
        assertThatThrownBy(() -> new CidrBlocks().convert(text))
                .hasMessage("expected a prefix of " + law + " bits, was '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, 10.0.0.0/8",
        "192.168.17.0/20, 192.168.16.0/20",
        "2001:db8::1/64, 2001:db8:0:0:0:0:0:0/64",
        "::ffff:10.0.0.1/104, 10.0.0.0/8"
    })
    void aNetworkWithHostBitsIsRefused(String text, String meant) {
        assertThatThrownBy(() -> new CidrBlocks().convert(text))
                .hasMessage("expected a network without host bits, such as " + meant + ", was '" + text + "'");
    }

    @Test
    void theProxyProtocolNeedsProxies() {
        assertThatThrownBy(() -> new ProxySettings(List.of(), true))
                .hasMessage(
                        "--proxy-protocol needs --trusted-proxies: expected the addresses of the proxies that send the"
                                + " header, such as 10.0.0.0/8, but there are none");
    }
}
