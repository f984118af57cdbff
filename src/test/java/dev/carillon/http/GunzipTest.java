package dev.carillon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gzip from peers, complete and in pieces, valid and invalid. */
class GunzipTest {
    private static final int MOST = 1 << 20;

    private final Gunzip gunzip = new Gunzip();

    @AfterEach
    void close() {
        gunzip.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 40_000, MOST})
    void compressedDataIsInflatedInPiecesOfAnySize(int length) throws Exception {
        byte[] data = data(length);
        byte[] gzip = gzip(data);
        assertThat(gunzip.inflate(gzip, MOST)).isEqualTo(data);
        for (int piece : new int[] {1, 7, 1000}) {
            try (Gunzip streamed = new Gunzip()) {
                assertThat(inflated(streamed, gzip, piece)).isEqualTo(data);
                streamed.requireEnd();
            }
        }
    }

    @Test
    void severalMembersAreOneBody() throws Exception {
        byte[] gzip = joined(gzip(data(3)), gzip(new byte[0]), gzip(data(5)));
        assertThat(gunzip.inflate(gzip, MOST)).isEqualTo(joined(data(3), data(5)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 31})
    void optionalFieldsOfTheHeaderAreSkipped(int flags) throws Exception {
        byte[] gzip = withHeader(flags, "extra");
        assertThat(gunzip.inflate(gzip, MOST)).isEqualTo(data(100));
        try (Gunzip streamed = new Gunzip()) {
            assertThat(inflated(streamed, gzip, 1)).isEqualTo(data(100));
        }
        assertThat(gunzip.inflate(withHeader(flags, ""), MOST)).isEqualTo(data(100));
    }

    @Test
    void inflationStopsOneByteAboveTheBound() throws Exception {
        byte[] bomb = gzip(new byte[100 << 20]);
        assertThat(bomb).hasSizeLessThan(MOST);
        assertThat(gunzip.inflate(bomb, 1000)).hasSize(1001);
        assertThat(gunzip.inflate(bomb, MOST)).hasSize(MOST + 1);
        assertThat(gunzip.inflate(gzip(data(MOST)), MOST)).hasSize(MOST);
    }

    @Test
    void truncatedGzipIsRefused() throws Exception {
        byte[] gzip = withHeader(31, "extra");
        for (int length = 0; length < gzip.length; length++) {
            assertInvalid("it was incomplete", Arrays.copyOf(gzip, length));
        }
    }

    @Test
    void dataThatIsNotGzipIsReported() throws Exception {
        assertInvalid("it does not begin with a gzip header", "hello".getBytes(ISO_8859_1));
        assertInvalid("it does not begin with a gzip header", HexFormat.of().parseHex("789c4b040000620062"));
        assertInvalid("it does not begin with a gzip header", HexFormat.of().parseHex("1f8b0820000000000000"));
        assertInvalid("other bytes follow its end", joined(gzip(data(5)), new byte[] {0}));
        assertInvalid("it was incomplete", joined(gzip(data(5)), new byte[] {0x1f}));
    }

    @Test
    void aChangedByteIsDetected() throws Exception {
        byte[] gzip = gzip(data(1000));
        for (int at : new int[] {gzip.length - 1, gzip.length - 5, gzip.length / 2}) {
            byte[] changed = gzip.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> gunzip.inflate(changed, MOST))
                    .isInstanceOf(InvalidGzip.class)
                    .hasMessageStartingWith("expected a body in gzip (RFC 1952), but it is damaged: ");
        }
        byte[] header = withHeader(2, "");
        header[5] ^= 1;
        assertInvalid("it is damaged: its header does not match its check value", header);
        // No state remains for the next data.
        assertThat(gunzip.inflate(gzip, MOST)).isEqualTo(data(1000));
    }

    private void assertInvalid(String what, byte[] gzip) {
        assertThatThrownBy(() -> gunzip.inflate(gzip, MOST))
                .isInstanceOf(InvalidGzip.class)
                .hasMessage("expected a body in gzip (RFC 1952), but " + what);
    }

    private static byte[] inflated(Gunzip gunzip, byte[] gzip, int piece) throws InvalidGzip {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[100];
        for (int from = 0; from < gzip.length; from += piece) {
            gunzip.input(gzip, from, Math.min(from + piece, gzip.length));
            for (int count = gunzip.read(some, 0, some.length); count > 0; count = gunzip.read(some, 0, some.length)) {
                all.write(some, 0, count);
            }
        }
        return all.toByteArray();
    }

    private static byte[] withHeader(int flags, String text) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & 4) != 0) {
            header.writeBytes(new byte[] {(byte) text.length(), 0});
            header.writeBytes(text.getBytes(ISO_8859_1));
        }
        for (int named : new int[] {8, 16}) {
            if ((flags & named) != 0) {
                header.writeBytes((text + "\0").getBytes(ISO_8859_1));
            }
        }
        if ((flags & 2) != 0) {
            CRC32 check = new CRC32();
            check.update(header.toByteArray());
            header.write((int) check.getValue());
            header.write((int) check.getValue() >> 8);
        }
        byte[] gzip = gzip(data(100));
        return joined(header.toByteArray(), Arrays.copyOfRange(gzip, 10, gzip.length));
    }

    private static byte[] data(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        // Half of it is the same, so that it can be compressed.
        Arrays.fill(data, length / 2, length, (byte) 'x');
        return data;
    }

    private static byte[] gzip(byte[] data) {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            out.write(data);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return gzip.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
