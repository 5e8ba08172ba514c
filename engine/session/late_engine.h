#pragma once

#include "engine/session/session_engine.h"

#include <memory>
#include <mutex>

namespace zscape {

/// A session's engine, made by the first thread that needs it; others that need it meanwhile wait. Where it could not
/// be made, whoever asks next tries again.
class LateEngine {
public:
    /// What `context` names outlives it.
    LateEngine(EngineSource source, EngineContext context) : source_(std::move(source)), context_(std::move(context)) {}

    /// Not from a window's thread: it takes a while the first time. \throws Error what the source throws
    SessionEngine& get() {
        const std::lock_guard lock(mutex_);
        if (!engine_) engine_ = source_(context_);
        return *engine_;
    }

private:
    const EngineSource source_;
    const EngineContext context_;
    std::mutex mutex_;
    std::unique_ptr<SessionEngine> engine_;  ///< guarded by mutex_
};

}  // namespace zscape
