package dev.carillon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks generated inputs: first those in {@code src/test/resources/fuzz}, then inputs that are made from samples by
 * changing, cutting, doubling and joining them. They are the same in every run, unless {@code -Dfuzz.seed=…} sets
 * another seed. {@code -Dfuzz.inputs=…} sets their number, and {@code -Dfuzz.seconds=…} searches for an input that
 * fails for that time.
 */
public final class Fuzz {
    private static final Path KEPT = Path.of("src/test/resources/fuzz");
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5_000);
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int LENGTH_MAX = 4096;

    private final Random random = new Random(SEED);
    private final List<byte[]> samples;

    private Fuzz(List<byte[]> samples) {
        this.samples = samples;
    }

    /**
     * Passes {@code samples}, the stored inputs, and inputs made from both to {@code check}, which throws if it finds a
     * fault.
     *
     * @param target does the same in a {@code public static void fuzzerTestOneInput(byte[])}
     * @param name of the file with the stored inputs, one per line in hexadecimal
     */
    public static void check(Class<?> target, String name, List<byte[]> samples, Consumer<byte[]> check) {
        List<byte[]> all = new ArrayList<>(samples);
        all.addAll(kept(name));
        Fuzz fuzz = new Fuzz(all);
        all.forEach(sample -> check(name, sample, check));
        for (int i = 0; i < INPUTS; i++) {
            check(name, fuzz.next(), check);
        }
        if (SECONDS > 0) {
            FuzzSearch.run(target, name, all, SECONDS);
        }
    }

    private static void check(String name, byte[] input, Consumer<byte[]> check) {
        try {
            check.accept(input.clone());
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(
                    "to be kept in " + KEPT.resolve(name) + ": "
                            + HexFormat.of().formatHex(input),
                    failure);
        }
    }

    private static List<byte[]> kept(String name) {
        try (Stream<String> lines = Files.lines(KEPT.resolve(name))) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private byte[] next() {
        byte[] input = sample();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            input = changed(input);
        }
        return Arrays.copyOf(input, Math.min(input.length, LENGTH_MAX));
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size())).clone();
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + random.nextInt(8));
        byte[] before = Arrays.copyOf(input, at);
        byte[] behind = Arrays.copyOfRange(input, end, input.length);
        return switch (random.nextInt(6)) {
            case 0 -> withOneByte(input, random.nextInt(256));
            case 1 -> withOneByte(input, 1 << random.nextInt(8));
            case 2 -> joined(before, behind);
            case 3 -> joined(Arrays.copyOf(input, end), Arrays.copyOfRange(input, at, input.length));
            case 4 -> joined(before, sample(), behind);
            default -> joined(before, sample());
        };
    }

    /** Changes the bits of {@code difference} at a random place. */
    private byte[] withOneByte(byte[] input, int difference) {
        if (input.length > 0) {
            input[random.nextInt(input.length)] ^= (byte) difference;
        }
        return input;
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
