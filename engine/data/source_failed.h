#pragma once

#include "engine/core/error.h"

#include <utility>

namespace zscape {

/// Thrown by PictureSource::read() when nothing more can be read of the whole source: the import ends with it, where an
/// Error only lists one picture as unreadable.
class SourceFailed : public Error {
public:
    explicit SourceFailed(Error error) : Error(std::move(error)) {}
};

}  // namespace zscape
