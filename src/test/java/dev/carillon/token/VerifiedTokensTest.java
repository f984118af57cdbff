package dev.carillon.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.Permissions;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The memory of cached tokens. */
class VerifiedTokensTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final int COUNT = 20;

    private final VerifiedTokens tokens = new VerifiedTokens(Permissions.NONE, 64 << 8);
    private final AcceptedKey key = new AcceptedKey("key");

    @Test
    void fewTokensWithManyPatternsAreCached() throws InvalidToken {
        grant(token -> IntStream.range(0, 100)
                .mapToObj(i -> "users." + token + "." + i)
                .toList());
        assertThat(remembered()).isBetween(1L, 2L);
    }

    @Test
    void sharedPatternsCountOnce() throws InvalidToken {
        grant(token -> IntStream.range(0, 100).mapToObj(i -> "rooms." + i).toList());
        assertThat(remembered()).isEqualTo(COUNT);
    }

    @Test
    void theCacheOfTokensIsBounded() throws InvalidToken {
        for (int i = 0; i < 1000; i++) {
            grant(i, List.of("users." + i));
        }
        assertThat(IntStream.range(0, 1000).filter(this::isRemembered).count()).isEqualTo(64);
    }

    private void grant(IntFunction<List<String>> patterns) throws InvalidToken {
        for (int i = 0; i < COUNT; i++) {
            grant(i, patterns.apply(i));
        }
    }

    private void grant(int token, List<String> patterns) throws InvalidToken {
        Claims claims = new Claims(Map.of("exp", NOW / 1000 + 3600, "carillon.subscribe", patterns));
        tokens.grant(TokenHash.of("token " + token), claims, key, NOW);
    }

    private long remembered() {
        return IntStream.range(0, COUNT).filter(this::isRemembered).count();
    }

    private boolean isRemembered(int token) {
        return tokens.find(TokenHash.of("token " + token), NOW).isPresent();
    }
}
