package dev.carillon.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Fuzz;
import dev.carillon.door.ProxyHeader.Complete;
import dev.carillon.door.ProxyHeader.Incomplete;
import dev.carillon.door.ProxyHeader.Invalid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol, sections 2.1 and 2.2 of its specification. */
public class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "cb007107" + "c0000201" + "dc04" + "01bb";
    private static final String IPV6 =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "dc04" + "01bb";

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1);

    @Test
    void aLineOfVersion1HasASource() {
        assertThat(v1("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n")).isEqualTo(whole(44, "203.0.113.7", 56324));
        assertThat(v1("PROXY TCP6 2001:db8::1 2001:DB8::2 0 65535\r\n")).isEqualTo(whole(44, "2001:db8::1", 0));
        assertThat(v1("PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2\r\n")).isEqualTo(whole(39, "203.0.113.7", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN 203.0.113.7 192.0.2.1 56324 443\r\n",
                "PROXY UNKNOWN whatever \u00ff\n\r x\r\n"
            })
    void anUnknownConnectionOfVersion1HasNoSource(String line) {
        assertThat(v1(line)).isEqualTo(new Complete(line.length(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 \r\n",
                "PROXY TCP4 203.0.113.7  192.0.2.1 56324 443\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\n\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324 65536\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 65536 443\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 05632 443\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 -1 443\r\n",
                "PROXY TCP4 203.0.113 192.0.2.1 56324 443\r\n",
                "PROXY TCP4 203.0.113.256 192.0.2.1 56324 443\r\n",
                "PROXY TCP4 203.0.113.07 192.0.2.1 56324 443\r\n",
                "PROXY TCP4 203.0.113.7 example.com 56324 443\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n",
                "PROXY TCP6 203.0.113.7 192.0.2.1 56324 443\r\n",
                "PROXY TCP6 2001:db8::1%1 2001:db8::2 56324 443\r\n",
                "PROXY TCP6 [2001:db8::1] 2001:db8::2 56324 443\r\n",
                "PROXY TCP6 1:2 2001:db8::2 56324 443\r\n",
                "PROXY UDP4 203.0.113.7 192.0.2.1 56324 443\r\n",
                "PROXY tcp4 203.0.113.7 192.0.2.1 56324 443\r\n",
                "PROXY UNKNOWNS\r\n",
                "PROXY \r\n"
            })
    void anyOtherLineIsRefused(String line) {
        assertThat(v1(line)).isInstanceOf(Invalid.class);
    }

    @Test
    void aMistakeIsReportedWithTheExpectedAndTheReceivedText() {
        assertThat(v1("PROXY TCP5\r\n"))
                .isEqualTo(new Invalid(
                        "expected a line such as PROXY TCP4 192.0.2.1 192.0.2.2 56324 443, but was PROXY TCP5"));
        assertThat(v1("GET /topics/news?token=secret HTTP/1.1\r\n"))
                .isEqualTo(new Invalid("expected a header of the PROXY protocol, but was GET /topics/"));
        assertThat(v2("3111000c" + IPV4))
                .isEqualTo(new Invalid(
                        "expected version 2 of the PROXY protocol with LOCAL or PROXY, 0x20 or 0x21, but was 0x31"));
        assertThat(v2("21ff000c" + IPV4))
                .isEqualTo(new Invalid("expected a family of 0 to 3 and a transport of 0 to 2 in a header of the PROXY"
                        + " protocol, but was 0xff"));
        assertThat(v2("2111000b" + IPV4))
                .isEqualTo(
                        new Invalid("expected 12 bytes of addresses in a header of the PROXY protocol, but were 11"));
        assertThat(v2("21110ff1"))
                .isEqualTo(new Invalid("expected a header of the PROXY protocol of at most 4096 bytes, but was 4097"));
    }

    @Test
    void aLineOfVersion1EndsWithin107Characters() {
        String longest = "PROXY UNKNOWN " + "f".repeat(91) + "\r\n";
        assertThat(v1(longest)).isEqualTo(new Complete(107, Optional.empty()));
        assertThat(v1("PROXY UNKNOWN " + "f".repeat(92) + "\r\n")).isInstanceOf(Invalid.class);
        assertThat(v1("PROXY UNKNOWN " + "f".repeat(92))).isInstanceOf(Incomplete.class);
        assertThat(v1("PROXY UNKNOWN " + "f".repeat(93))).isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"2111, 203.0.113.7", "2112, 203.0.113.7"})
    void version2HasASourceOfIpv4ForTcpAndUdp(String command, String source) {
        assertThat(v2(command + "000c" + IPV4)).isEqualTo(whole(28, source, 56324));
    }

    @ParameterizedTest
    @CsvSource({"2121, 2001:db8::1", "2122, 2001:db8::1"})
    void version2HasASourceOfIpv6ForTcpAndUdp(String command, String source) {
        assertThat(v2(command + "0024" + IPV6)).isEqualTo(whole(52, source, 56324));
    }

    @Test
    void extensionsOfVersion2AreSkipped() {
        assertThat(v2("2111000f" + IPV4 + "040000")).isEqualTo(whole(31, "203.0.113.7", 56324));
        assertThat(v2("21110ff0" + IPV4 + "ff".repeat(4080 - 12))).isEqualTo(whole(4096, "203.0.113.7", 56324));
    }

    @Test
    void aLocalConnectionOfVersion2HasNoSource() {
        assertThat(v2("20000000")).isEqualTo(new Complete(16, Optional.empty()));
        assertThat(v2("2011000c" + IPV4)).isEqualTo(new Complete(28, Optional.empty()));
        assertThat(v2("20ff0001" + "00")).isEqualTo(new Complete(17, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2100", "2110", "2101", "2131", "2132"})
    void aSourceWithoutAnIpAddressIsIgnored(String command) {
        assertThat(v2(command + "0000")).isEqualTo(new Complete(16, Optional.empty()));
        assertThat(v2(command + "00d8" + "2f".repeat(216))).isEqualTo(new Complete(232, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111", "3111", "2211", "2f11", "0011", "2113", "211f", "2141", "21f1"})
    void undefinedVersionsCommandsFamiliesAndTransportsAreRefused(String command) {
        assertThat(v2(command + "000c" + IPV4)).isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2121000c", "21210023", "21110000"})
    void addressesMustBeComplete(String start) {
        assertThat(v2(start + IPV6)).isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "\u0016\u0003\u0001", "proxy TCP4", " PROXY", "\r\n\r\n\r", "PROXX"})
    void anInvalidHeaderIsRefusedAtOnce(String beginning) {
        assertThat(v1(beginning)).isInstanceOf(Invalid.class);
    }

    @Test
    void aBeginningIsIncompleteAndTheFollowingBytesAreNotRead() {
        for (byte[] header : headers()) {
            for (int length = 0; length < header.length; length++) {
                assertThat(ProxyHeader.read(ByteBuffer.wrap(header, 0, length))).isEqualTo(new Incomplete());
            }
            ByteBuffer both = ByteBuffer.allocate(3 + header.length + REQUEST.length)
                    .put(new byte[3])
                    .put(header)
                    .put(REQUEST)
                    .position(3);
            assertThat(ProxyHeader.read(both))
                    .isInstanceOfSatisfying(
                            Complete.class,
                            complete -> assertThat(complete.length()).isEqualTo(header.length));
            assertThat(both.position()).isEqualTo(3);
        }
    }

    @Test
    void anyBytesAreAHeaderABeginningOrInvalid() {
        Fuzz.check(ProxyHeaderTest.class, "proxies", headers(), ProxyHeaderTest::fuzzerTestOneInput);
    }

    /** A header is the same whatever follows it, and is incomplete until its last byte. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        switch (ProxyHeader.read(ByteBuffer.wrap(bytes))) {
            case Complete complete -> {
                assertThat(complete.length()).isBetween(15, ProxyHeader.LENGTH_MAX);
                byte[] header = Arrays.copyOf(bytes, complete.length());
                assertThat(complete.length()).isLessThanOrEqualTo(bytes.length);
                assertThat(ProxyHeader.read(ByteBuffer.wrap(header))).isEqualTo(complete);
                assertThat(ProxyHeader.read(ByteBuffer.wrap(header, 0, complete.length() - 1)))
                        .isEqualTo(new Incomplete());
            }
            case Incomplete incomplete -> assertThat(bytes.length).isLessThan(ProxyHeader.LENGTH_MAX);
            case Invalid invalid -> assertThat(invalid.message()).matches("expected [ -~]{1,300}");
        }
    }

    private static List<byte[]> headers() {
        return List.of(
                "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n".getBytes(ISO_8859_1),
                "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n".getBytes(ISO_8859_1),
                "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1),
                bytes("2111000c" + IPV4),
                bytes("21210027" + IPV6 + "040000"),
                bytes("20000000"));
    }

    private static ProxyHeader v1(String text) {
        return ProxyHeader.read(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    private static ProxyHeader v2(String behindSignature) {
        return ProxyHeader.read(ByteBuffer.wrap(bytes(behindSignature)));
    }

    private static byte[] bytes(String behindSignature) {
        return HexFormat.of().parseHex(SIGNATURE + behindSignature);
    }

    private static Complete whole(int length, String address, int port) {
        return new Complete(length, Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port)));
    }
}
