#pragma once

#include "engine/session/types.h"
#include "ui/selection/selection_types.h"

#include <QObject>
#include <QPointF>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace zscape {

class SessionBridge;

/// Where codes lie on the plane that is shown: the basis in force, and the way between codes and places.
class CodeSpace : public QObject, public CodeMap {
    Q_OBJECT

public:
    explicit CodeSpace(SessionBridge* bridge, QObject* parent);

    /// Of the codes; 0 without a model.
    int dimensions() const { return dimensions_; }
    const std::shared_ptr<const PlaneBasis>& basis() const { return basis_; }
    /// With more than two dimensions principal components are shown until a person chooses.
    void choose(PlaneBasis::Kind kind, int axisX, int axisY);

    /// mu of an image, when it is encoded.
    std::optional<std::vector<float>> codeOf(int64_t image) const override;
    bool fits(const std::vector<float>& code) const override;
    QPointF place(const std::vector<float>& code) const override;
    std::vector<float> codeAt(QPointF place, const std::vector<float>& rest = {}) const override;
    std::vector<float> restOf(int64_t image) const override;

Q_SIGNALS:
    /// Other codes or another basis, at most four times a second.
    void changed();
    void dimensionsChanged(int dimensions);

private:
    void refresh();

    SessionBridge* bridge_ = nullptr;
    int dimensions_ = 0;
    bool chosen_ = false;
    PlaneBasis::Kind kind_ = PlaneBasis::Kind::Axes;
    int axisX_ = 0, axisY_ = 1;
    std::shared_ptr<const PlaneBasis> basis_;
    QTimer timer_;
};

}  // namespace zscape
