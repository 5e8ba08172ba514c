#include "engine/data/import.h"

namespace zscape {

std::shared_ptr<const ImageSet> arrangeImages(std::shared_ptr<const ImageSet> images, const ImportSettings&) { return images; }

}  // namespace zscape
