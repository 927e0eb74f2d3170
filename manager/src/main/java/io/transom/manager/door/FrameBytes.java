package io.transom.manager.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.transom.manager.count.Counters;
import java.util.List;

/** MQTT is one stream of octets in binary frames, cut anywhere (MQTT 5 section 6); a text frame ends the connection. */
final class FrameBytes extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    private final Counters counters;

    FrameBytes(Counters counters) {
        this.counters = counters;
    }

    @Override
    protected void encode(ChannelHandlerContext context, ByteBuf octets, List<Object> out) {
        out.add(new BinaryWebSocketFrame(octets.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
        if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            out.add(frame.content().retain());
        } else {
            counters.count("WebSocket frames that aren't binary");
            context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
