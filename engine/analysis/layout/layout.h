#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

/// Layouts of codes in the plane, in plain C++: what is here builds and is tested under ThreadSanitizer.
namespace zscape {

enum class LayoutKind : uint8_t { Axes, Pca, Tsne, Umap };

/// What a place on the plane can be decoded from.
enum class Decodable : uint8_t {
    ByAxes,       ///< the plane is one of the code space: a place is a code
    ByNeighbours  ///< a place has no code of its own: those of near images are mixed
};

struct LayoutSettings {
    LayoutKind kind = LayoutKind::Pca;
    std::pair<int, int> axes{0, 1};  ///< axes: dimensions of the code, different ones
    double perplexity = 30;          ///< t-SNE: at least 1
    int neighbours = 15;             ///< UMAP: at least 2
    double minDistance = 0.1;        ///< UMAP: 0 to 1, how close points may come
    uint64_t seed = 1;               ///< UMAP: of the points that repel; nothing else is random
    int iterations = 0;              ///< t-SNE, UMAP: in all, up to 100,000; 0: the method's own
    double exaggeration = 12;        ///< t-SNE: of what attracts, at first: 1 to 100
    int exaggerated = 250;           ///< t-SNE: iterations with it, 0 to 10,000
    int threads = 0;                 ///< 0: one for each core. No number changes the layout

    bool operator==(const LayoutSettings&) const = default;
};

/// Where each image lies on the plane. A value: projectors make new ones as they go.
struct Layout {
    LayoutSettings settings;  ///< as they were used: a perplexity that was too large is the one in its place
    Decodable decodable = Decodable::ByAxes;
    std::vector<float> xy;          ///< N x 2, row-major, finite
    std::vector<double> explained;  ///< PCA: the share of the codes' variance that each axis has
    int64_t step = 0;               ///< of the weights that made the codes
    int64_t iteration = 0;          ///< of the projector, 0: its start

    int64_t images() const { return static_cast<int64_t>(xy.size() / 2); }
};

/// \throws Error "setting.perplexity", "setting.neighbours", "setting.min-distance", "setting.iterations",
/// "setting.exaggeration", "setting.exaggerated" where one is out of its range (of more neighbours or a larger
/// perplexity than there are images remark() speaks)
void requireLayoutSettings(const LayoutSettings& settings);

/// N codes of D numbers, row-major; whoever owns them outlives what it is given to.
struct CodeRows {
    std::span<const float> values;
    int64_t rows = 0;
    int64_t dimensions = 0;

    const float* row(int64_t i) const { return values.data() + i * dimensions; }
};

/// "axes", "pca", "tsne", "umap"
std::string_view layoutName(LayoutKind kind);
/// \throws Error "setting.method"
LayoutKind layoutKindFrom(std::string_view name);

/// \throws Error "layout.finite" with a NaN or a number beyond 1e15
void requireFiniteCodes(const CodeRows& codes);

/// \throws Error "layout.few" below three codes, "layout.alike" where no dimension varies by more than a millionth of its
/// numbers, and as requireFiniteCodes()
void requireLayable(const CodeRows& codes);

/// Of who goes on from an earlier layout. \throws Error "layout.images" where it is of another number of images
void requireSameImages(const Layout& earlier, const CodeRows& codes);

/// Codes as they are, on two of their dimensions. \throws Error "setting.axes", and as requireLayable()
Layout axesLayout(const CodeRows& codes, const LayoutSettings& settings);
/// Codes minus `mean` along two orthonormal axes, D numbers each: PCA, from its principal axes.
Layout planeLayout(const CodeRows& codes, const LayoutSettings& settings, std::span<const float> mean,
                   std::span<const float> first, std::span<const float> second);

/// Turned, mirrored and moved as `previous` of the same images lies, by least squares, scale kept (Procrustes): a
/// plane that is drawn again does not spin. Where the numbers of images differ it stays as it is.
void alignTo(Layout& layout, const Layout& previous);

}  // namespace zscape
