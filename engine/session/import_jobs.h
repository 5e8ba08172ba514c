#pragma once

#include "engine/session/import_result.h"
#include "engine/session/threads/preview_builder.h"

#include <memory>
#include <stop_token>

namespace zscape {

/// What is held out where the data have no split of their own.
struct SplitChoice {
    double heldOutFraction = 0;
    uint64_t seed = 0;
};

/// The body of Session::readForImport(). \param options where the cache is. \throws Error, Cancelled
std::shared_ptr<const Imported> readForImport(const ImportRequest& request, const SplitChoice& split,
                                              ImportOptions options, PreviewBuilder& preview, const ProgressSink& sink,
                                              std::stop_token stop);
/// The body of Session::arrangeForImport(). \throws Error, Cancelled
std::shared_ptr<const Imported> arrangeForImport(const Imported& base, const ImportSettings& settings,
                                                 const SplitChoice& split, std::stop_token stop);

}  // namespace zscape
