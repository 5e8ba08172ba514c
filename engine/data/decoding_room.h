#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace zscape {

/// The bytes that one picture may take while it is decoded, its file's not counted; more is refused before anything is
/// allocated.
constexpr int64_t kPictureLimit = int64_t{1} << 30;

/// Memory for decoding, shared by all threads of the process: who needs more than is left waits. Bytes are counted, not
/// pixels: one of 16 bits and four channels takes eight.
class DecodingRoom {
public:
    /// Given back when it goes.
    class Share {
    public:
        Share() = default;
        Share(DecodingRoom& room, int64_t bytes) : room_(&room), bytes_(bytes) {}
        Share(Share&& other) noexcept : room_(other.room_), bytes_(other.bytes_) { other.room_ = nullptr; }
        Share& operator=(Share&&) = delete;
        ~Share() {
            if (room_) room_->giveBack(bytes_);
        }

    private:
        DecodingRoom* room_ = nullptr;
        int64_t bytes_ = 0;
    };

    explicit DecodingRoom(int64_t bytes) : bytes_(bytes) {}

    /// Waits until `bytes` are free. Who asks for more than there is gets it when nobody else holds any.
    /// \throws Cancelled when asked to stop while it waits
    Share take(int64_t bytes, const std::stop_token& stop);

private:
    void giveBack(int64_t bytes);

    const int64_t bytes_;
    std::mutex mutex_;
    std::condition_variable_any changed_;  ///< of taken_
    int64_t taken_ = 0;                    ///< guarded by mutex_
};

/// The process's own: as much as one picture may take.
DecodingRoom& decodingRoom();

}  // namespace zscape
