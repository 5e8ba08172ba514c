#include "engine/analysis/pictures.h"

#include "engine/core/composite.h"
#include "engine/core/error.h"
#include "engine/objective/structural_similarity.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>

namespace zscape {
namespace {

at::Tensor fitted(const Picture& picture, int channels, int size) {
    if (picture.empty() || picture.bytes() != picture.pixels.size())
        throw Error("picture.empty", "There is no picture to encode.");
    if (picture.channels != channels && (isComposite(picture.channels) || isComposite(channels)))
        throw Error("picture.channels",
                    "The picture is of %1, and the model's are of %2: one does not become the other. Choose a picture "
                    "like those that it was trained on.",
                    {channelsText(picture.channels), channelsText(channels)});
    const auto pixels = torch::from_blob(const_cast<uint8_t*>(picture.pixels.data()),
                                         {picture.height, picture.width, picture.channels}, torch::kUInt8);
    at::Tensor image = pixels.permute({2, 0, 1}).to(torch::kFloat32).div_(255.0);
    const int64_t side = std::min(picture.width, picture.height);
    image = image.narrow(1, (picture.height - side) / 2, side).narrow(2, (picture.width - side) / 2, side);
    if (channels == 1 && picture.channels == 3) {
        // The weights that OpenCV's colour conversion takes, so that a picture from a file and one from here agree.
        image = (image[0] * 0.299 + image[1] * 0.587 + image[2] * 0.114).unsqueeze(0);
    } else if (channels == 3 && picture.channels == 1) {
        image = image.expand({3, side, side});
    }
    image = image.unsqueeze(0).contiguous();
    if (side == size) return image;
    namespace F = torch::nn::functional;
    const auto options = F::InterpolateFuncOptions()
                             .size(std::vector<int64_t>{size, size})
                             .mode(torch::kBilinear)
                             .align_corners(false)
                             .antialias(true);
    return F::interpolate(image, options).clamp_(0, 1);
}

}  // namespace

at::Tensor tensorOf(std::span<const Picture> pictures, int channels, int size) {
    std::vector<at::Tensor> images;
    images.reserve(pictures.size());
    for (const Picture& picture : pictures) images.push_back(fitted(picture, channels, size));
    return torch::cat(images);
}

std::vector<Picture> picturesOf(const at::Tensor& images) {
    const at::Tensor bytes = images.detach()
                                 .to(torch::kCPU, torch::kFloat32)
                                 .clamp(0, 1)
                                 .mul_(255.0)
                                 .add_(0.5)
                                 .to(torch::kUInt8)
                                 .permute({0, 2, 3, 1})
                                 .contiguous();
    std::vector<Picture> pictures(static_cast<size_t>(bytes.size(0)));
    const uint8_t* next = bytes.const_data_ptr<uint8_t>();
    for (Picture& picture : pictures) {
        picture.height = static_cast<int>(bytes.size(1));
        picture.width = static_cast<int>(bytes.size(2));
        picture.channels = static_cast<int>(bytes.size(3));
        picture.pixels.assign(next, next + picture.bytes());
        next += picture.bytes();
    }
    return pictures;
}

FloatMatrix shadesOf(const at::Tensor& images) {
    const at::Tensor rows =
        images.detach().to(torch::kCPU, torch::kFloat32).permute({0, 2, 3, 1}).contiguous().flatten(1);
    const float* first = rows.const_data_ptr<float>();
    return {rows.size(0), rows.size(1), {first, first + rows.numel()}};
}

std::vector<double> psnrOf(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor errors = (a.to(torch::kCPU, torch::kFloat64) - b.to(torch::kCPU, torch::kFloat64))
                                  .square()
                                  .flatten(1)
                                  .mean(1)
                                  .contiguous();
    std::vector<double> result;
    for (int64_t i = 0; i < errors.size(0); ++i) {
        const double error = errors.const_data_ptr<double>()[i];
        result.push_back(error > 0 ? -10.0 * std::log10(error) : std::numeric_limits<double>::infinity());
    }
    return result;
}

std::vector<double> ssimOf(const at::Tensor& a, const at::Tensor& b) {
    if (std::min(a.size(2), a.size(3)) < kSimilarityWindow)
        throw Error("ssim.small", "Structural similarity needs pictures of 11 pixels at least, and these have %1.",
                    {std::to_string(a.size(2))});
    const auto inFull = [](const at::Tensor& pictures) { return pictures.detach().to(torch::kCPU, torch::kFloat64); };
    const at::Tensor means = structuralSimilarity(inFull(a), inFull(b)).whole.mean(1).contiguous();
    return {means.const_data_ptr<double>(), means.const_data_ptr<double>() + means.size(0)};
}

}  // namespace zscape
