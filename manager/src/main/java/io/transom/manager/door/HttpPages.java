package io.transom.manager.door;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.transom.manager.count.Counters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers one plain request and closes; lets a proper WebSocket request for {@code /mqtt} or {@code /relay} pass. */
final class HttpPages extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final String MQTT_PATH = "/mqtt";
    static final String MQTT_PROTOCOL = "mqtt";
    static final String RELAY_PATH = "/relay";
    static final String RELAY_PROTOCOL = "transom-relay";
    private static final String ACME_PATH = "/.well-known/acme-challenge/";
    private static final String OCTETS = "application/octet-stream";
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Pages content;
    private final Counters counters;
    private final Rooms rooms;
    private boolean answered;

    /** What is behind the door of each WebSocket path. */
    interface Rooms {
        /** Furnishes the pipeline for {@code path}; false where nobody else can come in there now. */
        boolean enter(ChannelHandlerContext context, String path);

        boolean hasRelay();
    }

    HttpPages(Pages content, Counters counters, Rooms rooms) {
        super(false);
        this.content = content;
        this.counters = counters;
        this.rooms = rooms;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean passedOn = false;
        try {
            if (answered) {
                return;
            }
            boolean webSocket = isWebSocket(request);
            // What is sent behind it without waiting for the handshake is no second guest.
            answered = true;
            if (webSocket && rooms.enter(context, path(request))) {
                passedOn = true;
                context.fireChannelRead(request);
            } else if (webSocket) {
                reply(context, HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "There is no room left here.\n");
            } else {
                answer(context, request);
            }
        } finally {
            if (!passedOn) {
                request.release();
            }
        }
    }

    private boolean isWebSocket(FullHttpRequest request) {
        boolean relay = rooms.hasRelay() && path(request).equals(RELAY_PATH);
        String wanted = relay ? RELAY_PROTOCOL : MQTT_PROTOCOL;
        return request.decoderResult().isSuccess()
                && (relay || path(request).equals(MQTT_PATH))
                && request.method().equals(HttpMethod.GET)
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .anyMatch(protocol -> protocol.strip().equals(wanted));
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            counters.count("HTTP requests that can't be read");
            reply(context, HttpResponseStatus.BAD_REQUEST, TEXT, "This request can't be read.\n");
            return;
        }
        if (path(request).startsWith(ACME_PATH) && request.method().equals(HttpMethod.GET)) {
            content.acmeProof(path(request).substring(ACME_PATH.length()))
                    .ifPresentOrElse(
                            proof -> reply(context, HttpResponseStatus.OK, OCTETS, proof), () -> nothingHere(context));
            return;
        }
        boolean known = switch (path(request)) {
            case "/", "/healthz", "/challenge", MQTT_PATH -> true;
            case RELAY_PATH -> rooms.hasRelay();
            default -> false;
        };
        if (!known) {
            nothingHere(context);
        } else if (!request.method().equals(HttpMethod.GET)) {
            reply(context, HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "Only GET is answered here.\n");
        } else {
            page(context, path(request));
        }
    }

    private static void nothingHere(ChannelHandlerContext context) {
        reply(context, HttpResponseStatus.NOT_FOUND, TEXT, "There is nothing here. See /\n");
    }

    private void page(ChannelHandlerContext context, String path) {
        switch (path) {
            case "/healthz" -> {
                Pages.Health health = content.health();
                HttpResponseStatus status =
                        health.well() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
                reply(context, status, JSON, health.json());
            }
            case "/challenge" -> challenge(context);
            case MQTT_PATH -> {
                counters.count("requests for /mqtt without WebSocket or its sub-protocol");
                String remedy = "This is MQTT 5 over WebSocket: ask for an upgrade with the sub-protocol \"mqtt\".\n";
                reply(context, HttpResponseStatus.BAD_REQUEST, TEXT, remedy);
            }
            case RELAY_PATH -> {
                counters.count("requests for /relay without WebSocket or its sub-protocol");
                String remedy = "This is the relay: ask for a WebSocket with the sub-protocol \"transom-relay\".\n";
                reply(context, HttpResponseStatus.BAD_REQUEST, TEXT, remedy);
            }
            default -> reply(context, HttpResponseStatus.OK, HTML, FrontPage.HTML);
        }
    }

    private void challenge(ChannelHandlerContext context) {
        content.challenge()
                .whenComplete((json, mistake) -> context.executor().execute(() -> {
                    if (json != null && json.isPresent()) {
                        reply(context, HttpResponseStatus.OK, JSON, json.get());
                    } else {
                        String excuse = "{\"error\":\"the manager can't make a challenge now\"}";
                        reply(context, HttpResponseStatus.SERVICE_UNAVAILABLE, JSON, excuse);
                    }
                }));
    }

    private static void reply(ChannelHandlerContext context, HttpResponseStatus status, String type, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static String path(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
