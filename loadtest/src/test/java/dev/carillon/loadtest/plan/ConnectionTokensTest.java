package dev.carillon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loadtest.plan.ConnectionTokens.In;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTokensTest {
    @TempDir
    private Path folder;

    @Test
    void connectionsTakeTheTokensInTurn() throws IOException {
        ConnectionTokens tokens =
                ConnectionTokens.of(Files.writeString(folder.resolve("t"), "a\n\n b \r\nc"), In.HEADER);
        assertThat(tokens.values()).containsExactly("a", "b", "c");
        assertThat(tokens.header(0)).contains(Map.entry("Authorization", "Bearer a"));
        assertThat(tokens.header(2)).contains(Map.entry("Authorization", "Bearer c"));
        assertThat(tokens.header(4)).contains(Map.entry("Authorization", "Bearer b"));
    }

    @Test
    void aTokenIsSentOnlyInTheConfiguredPlace() {
        ConnectionTokens header = new ConnectionTokens(List.of("a"), In.HEADER);
        ConnectionTokens query = new ConnectionTokens(List.of("a+/="), In.QUERY);
        ConnectionTokens subprotocol = new ConnectionTokens(List.of("a"), In.SUBPROTOCOL);
        assertThat(header.path("/t", 0)).isEqualTo("/t");
        assertThat(header.subprotocol(0)).isEmpty();
        assertThat(query.path("/t", 0)).isEqualTo("/t?token=a%2B%2F%3D");
        assertThat(query.path("/t?x=1", 0)).isEqualTo("/t?x=1&token=a%2B%2F%3D");
        assertThat(query.header(0)).isEmpty();
        assertThat(subprotocol.subprotocol(0)).contains("bearer.a");
        assertThat(subprotocol.header(0)).isEmpty();
        assertThat(subprotocol.forPosts().header(0)).contains(Map.entry("Authorization", "Bearer a"));
        assertThat(ConnectionTokens.NONE.header(0)).isEmpty();
        assertThat(ConnectionTokens.NONE.path("/t", 7)).isEqualTo("/t");
        assertThat(ConnectionTokens.NONE.subprotocol(0)).isEmpty();
    }

    @Test
    void anInvalidTokenIsRefusedWithoutBeingPrinted() throws IOException {
        assertRefused("", In.HEADER, "--token-file must have a token or an API key in each line, was empty: ");
        assertRefused("ok\nse cret", In.HEADER, "line 2 of --token-file ", "has spaces or characters beyond ASCII");
        assertRefused("secret/1", In.SUBPROTOCOL, "line 1 of --token-file ", "with --token-in subprotocol");
        assertThatThrownBy(() -> ConnectionTokens.of(folder.resolve("missing"), In.HEADER))
                .hasMessage("--token-file must be a file that can be read, was " + folder.resolve("missing"));
        assertThat(new ConnectionTokens(List.of("secret"), In.HEADER))
                .asString()
                .isEqualTo("1 tokens");
    }

    private void assertRefused(String content, In in, String... told) throws IOException {
        Path file = Files.writeString(folder.resolve("t"), content);
        assertThatThrownBy(() -> ConnectionTokens.of(file, in))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(told)
                .doesNotContain("cret");
    }

    @Test
    void anAuthorizationHeaderAndATokenFileAreRefusedTogether() {
        ConnectionTokens one = new ConnectionTokens(List.of("a"), In.HEADER);
        Dialect withHeader = new Dialect(
                List.of(),
                List.of(Map.entry("authorization", "Basic x")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                ConnectionTokens.NONE);
        assertThatThrownBy(() -> withHeader.with(one))
                .hasMessage("--header Authorization and --token-file must not both be given");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer s3cret,Authorization: Bearer …",
        "Cannot GET /t?token=s3cret here,Cannot GET /t?token=… here",
        "/t?a=1&token=s3cret&b=2,/t?a=1&token=…&b=2",
        "'one of [carillon.v1, bearer.s3cret], but was x','one of [carillon.v1, bearer.…], but was x'",
        "the bearer has no permission,the bearer … no permission"
    })
    void possibleTokensAreHiddenInText(String text, String shown) {
        assertThat(ConnectionTokens.hidden(text)).isEqualTo(shown);
    }
}
