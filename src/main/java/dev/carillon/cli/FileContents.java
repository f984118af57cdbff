package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.auth.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contents of some files at one moment, as hashes. Contents are compared, not times, so that a file is noticed that
 * replaces another, also by a symbolic link. Files may hold secrets, so no copy is kept.
 *
 * @param hashes by file: of its contents, or of the error message if it cannot be read; empty for a missing file, or a
 *     pipe, which can be read only once
 */
record FileContents(Map<Path, String> hashes) {
    static FileContents of(Collection<Path> files) {
        Map<Path, String> hashes = new TreeMap<>();
        files.forEach(file -> hashes.put(file, hash(file)));
        return new FileContents(hashes);
    }

    /** The same files; the hash is taken from {@code before} for each file that it has. */
    FileContents withThoseOf(FileContents before) {
        Map<Path, String> together = new TreeMap<>(hashes);
        together.replaceAll((file, hash) -> before.hashes.getOrDefault(file, hash));
        return new FileContents(together);
    }

    /** The files whose contents differ from those in {@code before}. */
    Set<Path> changedSince(FileContents before) {
        Set<Path> changed = new TreeSet<>();
        hashes.forEach((file, hash) -> {
            if (!hash.equals(before.hashes.get(file))) {
                changed.add(file);
            }
        });
        return changed;
    }

    private static String hash(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            return hash(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            return hash(unreadable.toString().getBytes(UTF_8));
        }
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes));
    }
}
