package dev.carillon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads arguments again as the user typed them: the JVM replaces each byte that it cannot decode by U+FFFD. */
final class TypedArguments {
    private static final char REPLACEMENT = '\uFFFD';
    private static final byte END = 0;

    private TypedArguments() {}

    /** The command line as the kernel has it, each argument followed by a zero byte; empty if it cannot be read. */
    static byte[] ofThisProcess() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline"));
        } catch (IOException noProc) {
            return new byte[0];
        }
    }

    /**
     * Reads {@code read[i]} again. The U+FFFD in it may be what the user typed.
     *
     * @param commandLine of the process; the arguments of the command are its last ones
     * @throws CharacterCodingException when the bytes cannot be read, or are not UTF-8
     */
    static String again(byte[] commandLine, String[] read, int i) throws CharacterCodingException {
        int end = commandLine.length;
        for (int following = read.length - 1; following > i; following--) {
            end = startBefore(commandLine, end);
        }
        int start = startBefore(commandLine, end);
        if (start == end) {
            throw new CharacterCodingException();
        }
        return UTF_8.newDecoder()
                .decode(ByteBuffer.wrap(commandLine, start, end - 1 - start))
                .toString();
    }

    static boolean isUnsure(String argument) {
        return argument.indexOf(REPLACEMENT) >= 0;
    }

    /** The start of the argument that ends with the zero byte just before {@code end}. */
    private static int startBefore(byte[] commandLine, int end) {
        int start = end - 1;
        while (start > 0 && commandLine[start - 1] != END) {
            start--;
        }
        return Math.max(start, 0);
    }
}
