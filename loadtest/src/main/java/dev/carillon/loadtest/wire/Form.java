package dev.carillon.loadtest.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** How a value that is not a record is written and read. */
record Form<T>(Class<T> type, Writer<T> writer, Reader<T> reader) {
    /** Much more than a user writes, and little for a process: what comes may be anything. */
    private static final int TEXT_BYTES_MAX = 1 << 20;

    private static final Map<Class<?>, Form<?>> FORMS = Map.ofEntries(
            entry(int.class, new Form<>(Integer.class, (value, out) -> out.writeInt(value), DataInput::readInt)),
            entry(long.class, new Form<>(Long.class, (value, out) -> out.writeLong(value), DataInput::readLong)),
            entry(
                    double.class,
                    new Form<>(Double.class, (value, out) -> out.writeDouble(value), DataInput::readDouble)),
            entry(
                    boolean.class,
                    new Form<>(Boolean.class, (value, out) -> out.writeBoolean(value), DataInput::readBoolean)),
            entry(Integer.class, new Form<>(Integer.class, (value, out) -> out.writeInt(value), DataInput::readInt)),
            entry(
                    Double.class,
                    new Form<>(Double.class, (value, out) -> out.writeDouble(value), DataInput::readDouble)),
            entry(
                    Character.class,
                    new Form<>(Character.class, (value, out) -> out.writeChar(value), DataInput::readChar)),
            entry(String.class, new Form<>(String.class, Form::writeText, Form::readText)),
            entry(
                    Duration.class,
                    new Form<>(
                            Duration.class,
                            (value, out) -> out.writeLong(value.toNanos()),
                            in -> Duration.ofNanos(in.readLong()))),
            entry(
                    Path.class,
                    new Form<>(
                            Path.class, (value, out) -> writeText(value.toString(), out), in -> Path.of(readText(in)))),
            entry(
                    InetAddress.class,
                    new Form<>(
                            InetAddress.class,
                            (value, out) -> writeText(value.getHostAddress(), out),
                            in -> InetAddress.ofLiteral(readText(in)))),
            entry(
                    InetSocketAddress.class,
                    new Form<>(InetSocketAddress.class, Form::writeSocketAddress, Form::readSocketAddress)),
            entry(Histogram.class, new Form<>(Histogram.class, Histograms::write, Histograms::read)));

    /** Writes a value. */
    interface Writer<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    /** Reads a value. */
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    /** The form for the declared type of a component of a record. */
    static Form<?> of(Class<?> type) {
        return type.isEnum()
                ? ofEnum(type)
                : Optional.<Form<?>>ofNullable(FORMS.get(type)).orElseThrow(() -> unknown(type));
    }

    void write(Object value, DataOutput out) throws IOException {
        writer.write(type.cast(value), out);
    }

    T read(DataInput in) throws IOException {
        return reader.read(in);
    }

    private static <T> Form<T> ofEnum(Class<T> type) {
        return new Form<>(
                type, (value, out) -> out.writeUTF(((Enum<?>) value).name()), in -> constant(type, in.readUTF()));
    }

    private static <T> T constant(Class<T> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a " + type.getSimpleName() + ", but was '" + name + "'"));
    }

    /** Longer than the 64 KiB of {@link DataOutput#writeUTF}: a user's template may be. */
    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "expected a text of at most " + TEXT_BYTES_MAX + " bytes, but was " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** By its name where it has one: another machine may know it by another address. */
    private static void writeSocketAddress(InetSocketAddress address, DataOutput out) throws IOException {
        writeText(address.getHostString(), out);
        out.writeInt(address.getPort());
    }

    private static InetSocketAddress readSocketAddress(DataInput in) throws IOException {
        String host = readText(in);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), in.readInt());
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + host, unknown);
        }
    }

    private static Map.Entry<Class<?>, Form<?>> entry(Class<?> declared, Form<?> form) {
        return Map.entry(declared, form);
    }

    private static IllegalArgumentException unknown(Class<?> type) {
        return new IllegalArgumentException("expected a type that can be written, but was " + type.getName());
    }
}
