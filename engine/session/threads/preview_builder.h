#pragma once

#include "engine/session/types.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

namespace zscape {

/// Collects what decoding threads have ready, and shows it ten times a second. Safe to call from any of them: none
/// waits for more than a list of pointers that is copied.
class PreviewBuilder {
public:
    using Show = std::function<void(std::shared_ptr<const LoadPreview>)>;

    /// \param show called from the threads that call add() and progress()
    explicit PreviewBuilder(Show show) : show_(std::move(show)) {}

    void add(int64_t index, std::span<const uint8_t> pixels, int size, int channels);
    void progress(const Progress& progress);

    static constexpr int64_t kMostPictures = 2000;
    /// And no more bytes than these: of large pictures fewer are shown.
    static constexpr int64_t kMostBytes = int64_t{64} << 20;

private:
    std::shared_ptr<const LoadPreview> copyIfTime();
    void put(std::shared_ptr<const LoadPreview> shown) const;

    const Show show_;
    std::mutex mutex_;
    LoadPreview preview_;                            ///< guarded by mutex_
    std::chrono::steady_clock::time_point shown_{};  ///< guarded by mutex_
};

}  // namespace zscape
