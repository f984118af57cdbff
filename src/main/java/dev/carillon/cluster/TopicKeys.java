package dev.carillon.cluster;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;

/**
 * Hashes that decide whether a node may have a subscriber for a topic: one of the name, and one of each beginning of
 * the name after which a pattern may have its first wildcard. The rest of a pattern is ignored.
 */
final class TopicKeys {
    /** FNV-1a with 64 bits. */
    private static final long OFFSET = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    /** Makes the hashes of the topic "a" and of the beginning "a" differ. */
    private static final long NAME = 0x9e3779b97f4a7c15L;

    private TopicKeys() {}

    static long of(TopicPattern pattern) {
        String text = pattern.value();
        int wildcard = text.indexOf('*');
        int end = wildcard < 0 ? text.length() : wildcard;
        long hash = OFFSET;
        for (int i = 0; i < end; i++) {
            hash = next(hash, text.charAt(i));
        }
        return wildcard < 0 ? spread(hash ^ NAME) : spread(hash);
    }

    /** The keys of a topic. A node that has none of them has no subscriber for the topic. */
    static long[] of(TopicName topic) {
        String text = topic.value();
        long[] keys = new long[2 + dots(text)];
        long hash = OFFSET;
        keys[0] = spread(hash);
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            hash = next(hash, text.charAt(i));
            if (text.charAt(i) == '.') {
                keys[count++] = spread(hash);
            }
        }
        keys[count] = spread(hash ^ NAME);
        return keys;
    }

    private static int dots(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            dots += text.charAt(i) == '.' ? 1 : 0;
        }
        return dots;
    }

    private static long next(long hash, char c) {
        return (hash ^ c) * PRIME;
    }

    /** The last step of MurmurHash3: each bit of the result depends on all bits. */
    private static long spread(long hash) {
        long spread = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        spread = (spread ^ spread >>> 33) * 0xc4ceb9fe1a85ec53L;
        return spread ^ spread >>> 33;
    }
}
