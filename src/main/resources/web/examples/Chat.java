import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A bot for chat.html that answers /ping: java Chat.java [http://localhost:8080] */
class Chat {
    public static void main(String[] args) throws Exception {
        String service = args.length == 0 ? "http://localhost:8080" : args[0];
        var lobby = URI.create(service + "/topics/examples.chat.lobby");
        var http = HttpClient.newHttpClient();
        var listen = HttpRequest.newBuilder(lobby).header("Accept", "text/event-stream").build();
        var events = http.send(listen, HttpResponse.BodyHandlers.ofLines());
        if (events.statusCode() != 200) {
            throw new IllegalStateException(events.body().findFirst().orElse(""));
        }
        for (var lines = events.body().iterator(); lines.hasNext(); ) {
            if (lines.next().contains("\"text\":\"/ping\"")) {
                String pong = "{\"from\": \"bot\", \"text\": \"pong\", \"at\": " + System.currentTimeMillis() + "}";
                var answer = HttpRequest.newBuilder(lobby).header("Content-Type", "application/json");
                http.send(answer.POST(HttpRequest.BodyPublishers.ofString(pong)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        }
    }
}
