#include "engine/offline/picture_tensors.h"

#include <ATen/Functions.h>

#include <algorithm>

namespace zscape {

at::Tensor pixelTensor(const Picture& picture) {
    // from_blob only looks; the conversion to float copies.
    const at::Tensor bytes = at::from_blob(const_cast<uint8_t*>(picture.pixels.data()), {picture.height, picture.width, picture.channels}, at::kByte);
    return bytes.permute({2, 0, 1}).to(at::kFloat).div_(255).unsqueeze(0).contiguous();
}

std::vector<Picture> decodedPictures(const at::Tensor& pixels) {
    const at::Tensor bytes = pixels.detach().to(at::kFloat).mul(255).round_().clamp_(0, 255).permute({0, 2, 3, 1}).to(at::kByte).cpu().contiguous();
    std::vector<Picture> pictures;
    pictures.reserve(static_cast<size_t>(bytes.size(0)));
    for (int64_t i = 0; i < bytes.size(0); ++i) {
        Picture picture{static_cast<int>(bytes.size(2)), static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(3)), {}};
        const uint8_t* from = bytes.const_data_ptr<uint8_t>() + i * static_cast<int64_t>(picture.bytes());
        picture.pixels.assign(from, from + picture.bytes());
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

}  // namespace zscape
