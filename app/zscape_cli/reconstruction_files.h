#pragma once

#include "engine/data/image_set.h"
#include "engine/inference/inference.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

class Output;

/// Where reconstructions go, one after another.
class ReconstructionSink {
public:
    ReconstructionSink() = default;
    virtual ~ReconstructionSink() = default;
    ReconstructionSink(const ReconstructionSink&) = delete;
    ReconstructionSink& operator=(const ReconstructionSink&) = delete;
    virtual Shades wanted() const { return Shades::Bytes; }
    virtual void add(const std::vector<int64_t>& indices, const Reconstructions& made) = 0;
    /// \param quality PSNR of each. \return what is to be said of it
    virtual std::string finish(const FloatMatrix& quality) = 0;
};

/// Of these images, which outlive it: FILE.png is one sheet of inputs above outputs; FILE.tif, FILE.tiff and FILE.npy
/// are in the images' own values; all else is a folder of pictures and their table.
/// \throws Error "write.*", "values.*"
std::unique_ptr<ReconstructionSink> reconstructionSinkFor(const std::string& out, const ImageSet& images,
                                                          Output& output, const std::stop_token& stop);

}  // namespace zscape
