import type { EntityMetadata } from '@slack/types';
import { fieldsOf } from './entity.ts';
import { EntityValue } from './entity-value.tsx';

/** A Work Object's fields with their labels; at most `most` of them. */
export function EntityFields({ entity, most }: { entity: EntityMetadata; most?: number }) {
  return (
    <dl className="entity-fields">
      {fieldsOf(entity)
        .slice(0, most)
        .map((field) => (
          <div key={field.key} className={field.long ? 'entity-field entity-long' : 'entity-field'}>
            <dt>{field.label}</dt>
            <dd className="text">
              <EntityValue field={field} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
