export { Aaa, type AaaDeps, type AaaFacade, type ClearScope, type TestOutcome } from './aaa.ts';
export type {
  Dialogue,
  EnableOutcome,
  EnableRequest,
  LoginOutcome,
  LoginRequest,
} from './authentication/login-types.ts';
export type {
  CommandAuthorization,
  CommandAuthorizationRequest,
  ExecAuthorization,
  ExecAuthorizationRequest,
} from './authorization/authorization-types.ts';
export type * from './config.ts';
export { emptyAaaConfig } from './config.ts';
export type {
  GroupAnswer,
  NoResponseReason,
  RadiusGroup,
  ServerGroup,
  ServerRef,
  TacacsGroup,
  Transmission,
} from './groups/group.ts';
export { formatCaller, type MacFormat } from './mac-format.ts';
export { type BoxNames, nasIdentifier } from './nas-identifier.ts';
export type { NetworkOutcome, NetworkRequest } from './network/network-types.ts';
export type { PortContext, Profile } from './profile.ts';
export { describeVaultError, ephemeralVault, openVault, type VaultError } from './secrets/master-key.ts';
export { hashPassword, hashPasswordSync, isHashText, verifyPassword } from './secrets/password.ts';
export { decodeType7, encodeType7, pickOffset, type Type7Error } from './secrets/type7.ts';
export { type SecretError, SecretVault } from './secrets/vault.ts';
export { nasAddress } from './servers/nas-address.ts';
export type * from './servers/snapshot.ts';
export type { ConfirmedServices } from './service-profiles.ts';
export { type GrantedService, grantedServices, routingTable, subscriberPair } from './services.ts';
export type { RadiusAttribute, RadiusPacket, TacacsAccountingReply, TacacsAccountingRequest } from './wire.ts';
