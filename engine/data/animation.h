#pragma once

#include "engine/data/decode.h"
#include "engine/data/frame_reader.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>

namespace zscape {

/// How many frames a file has, and how many of these are pictures of a set that takes each. No more than a million are,
/// as of a TIFF's pages; and no more than can be decoded in some minutes, which is counted in pixels of the screen and
/// of the frames, or held while others are read.
struct AnimationSize {
    size_t frames = 0;  ///< 0 for no GIF and no WebP that moves
    size_t taken = 0;
    int64_t width = 0, height = 0;  ///< of the screen

    /// Of one that is not taken whole. \throws Error "image.frames" always
    [[noreturn]] void throwTooLarge(const std::filesystem::path& name) const;
};

/// Walks from frame to frame and decodes nothing. \throws Error as decodeFile()
AnimationSize animationSize(const std::filesystem::path& file);
AnimationSize animationSize(std::span<const uint8_t> bytes, const std::filesystem::path& name);

/// An animation's bytes, for as long as it is open.
class AnimationBytes {
public:
    virtual ~AnimationBytes() = default;
    /// Empty for what moves by no means.
    virtual std::span<const uint8_t> bytes() const = 0;
    /// False where what was read since it was opened may not be the file's.
    virtual bool isIntact() const { return true; }
};
using AnimationOpener = std::function<std::unique_ptr<AnimationBytes>(const std::stop_token& stop)>;

/// Hands the frames of one animation to many threads, which ask for them in about their order. Each frame is decoded
/// once, by whoever comes to it, for it is drawn over the one before: what lies before the frame that is asked for is
/// made and kept for the threads that will ask for it, up to `keptAtMost` bytes. Who asks for what was given or not
/// kept begins from the first frame again.
class AnimationPass {
public:
    /// \param frames how many are asked for: AnimationSize::taken
    AnimationPass(const std::filesystem::path& file, size_t frames, size_t keptAtMost = kUsuallyKept);
    /// Of one that does not lie on the disk. \param opener throws as
    /// decodeFile(); \param name for sentences
    AnimationPass(AnimationOpener opener, std::filesystem::path name, size_t frames, size_t keptAtMost = kUsuallyKept);
    ~AnimationPass();
    AnimationPass(const AnimationPass&) = delete;
    AnimationPass& operator=(const AnimationPass&) = delete;

    /// \param frame from 0 on
    /// \throws Error as decodeFile(); of a frame behind one that is damaged what was wrong with that. Cancelled
    cv::Mat take(size_t frame, const Target& target, const std::stop_token& stop, FileFacts* facts);

private:
    static constexpr size_t kUsuallyKept = size_t{64} << 20;
    struct Open;  ///< the file, and its frames up to `next`
    struct Made {
        cv::Mat picture;
        FileFacts facts;
        size_t bytes() const;
    };
    /// The next one; of a file that is not open, the first.
    Made make(const Target& target, const std::stop_token& stop);
    void keep(size_t frame, Made made);

    const AnimationOpener opener_;
    const std::filesystem::path file_;
    const size_t frames_, keptAtMost_;
    std::mutex mutex_;
    std::optional<Target> target_;  ///< guarded by mutex_: what kept_ was made for
    std::unique_ptr<Open> open_;    ///< guarded by mutex_
    std::map<size_t, Made> kept_;   ///< guarded by mutex_
    size_t keptBytes_ = 0;          ///< guarded by mutex_
    std::optional<Error> failure_;  ///< guarded by mutex_: of `failedAt_` and what lies behind it
    size_t failedAt_ = 0;           ///< guarded by mutex_
};

}  // namespace zscape
