#include "ui/plane/plane_accessible.h"

#include "ui/plane/latent_plane.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace zscape {

namespace {

class AccessiblePlane : public QAccessibleWidget {
public:
    explicit AccessiblePlane(LatentPlane* plane) : QAccessibleWidget(plane, QAccessible::Chart), plane_(plane) {}

    QString text(QAccessible::Text kind) const override {
        if (kind == QAccessible::Value) return plane_->spokenValue();
        if (kind == QAccessible::Help)
            return LatentPlane::tr(
                "Arrows move the kept point, Home fits, A and B set the ends of the path, brackets step through the "
                "images, M, L and V choose box, lasso and pan");
        return QAccessibleWidget::text(kind);
    }

private:
    LatentPlane* plane_;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object) {
    if (className != QLatin1String(LatentPlane::staticMetaObject.className())) return nullptr;
    return new AccessiblePlane(static_cast<LatentPlane*>(object));
}

}  // namespace

void installPlaneAccessibility() {
    static const bool once = [] {
        QAccessible::installFactory(&makeInterface);
        return true;
    }();
    static_cast<void>(once);
}

}  // namespace zscape
